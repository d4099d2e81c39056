import { Inject, Injectable } from '@nestjs/common';
import { readEndpointHours, readEndpointPresent, type Database, type EndpointPresent } from '#persistence';
import { DATABASE } from '../core/tokens.js';
import type { EndpointStatsDto, OwedStatsDto } from './stats.dto.js';
import { seriesOf, summarise } from './summarise-hours.js';

/** Owed deliveries are counted up to here: a backlog of millions is told as more. */
const maxOwedCounted = 10_000;

/** Reads what an endpoint did in a span of whole hours, from the counts that dispatchers keep, and how it is now. */
@Injectable()
export class ReadStats {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @param endpointId UUID */
  async read(endpointId: string, since: Date, until: Date): Promise<EndpointStatsDto> {
    const [hours, present] = await Promise.all([
      readEndpointHours(this.database.reads, endpointId, since, until),
      readEndpointPresent(this.database.reads, endpointId, maxOwedCounted + 1),
    ]);
    if (present === undefined) throw new Error('bug: the position of the rollup is gone');
    const { ended, attempts, outcomes, successRate, durationMs } = summarise(hours);
    const { step, points } = seriesOf(hours, since, until);
    return {
      since: since.toISOString(),
      until: until.toISOString(),
      countedUntil: present.countedUntil.toISOString(),
      deliveries: ended,
      attempts: { total: attempts, byOutcome: outcomes, successRate, durationMs },
      owed: owedOf(present),
      failingSince: present.failingSince?.toISOString() ?? null,
      lastSuccessAt: present.lastSuccessAt?.toISOString() ?? null,
      lastFailureAt: present.lastFailureAt?.toISOString() ?? null,
      series: {
        step,
        points: points.map(({ at, summary }) => ({
          at: at.toISOString(),
          succeeded: summary.succeeded,
          failed: summary.failed,
          p95Ms: summary.durationMs?.p95 ?? null,
        })),
      },
    };
  }
}

function owedOf({ owed, oldestOwedAt }: EndpointPresent): OwedStatsDto {
  return {
    count: Math.min(owed, maxOwedCounted),
    more: owed > maxOwedCounted,
    oldestAt: oldestOwedAt?.toISOString() ?? null,
  };
}
