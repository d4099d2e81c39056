import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '#persistence';
import type { QueuePing } from '../core/core.module.js';
import { DATABASE, QUEUE_PING } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import type { ReadinessDto } from './health.dto.js';

/** An orchestrator asks often and waits briefly: no answer within this is none. */
const timeoutMs = 2_000;

/**
 * Whether this process can serve. The database decides. Without the queue events are accepted all the same and the
 * sweep finds them, so that its absence is told and fails nothing: taking the API away would lose what it still does.
 */
@Injectable()
export class Readiness {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(QUEUE_PING) private readonly pingQueue: QueuePing,
  ) {}

  /** @throws ProblemError `database_unavailable` */
  async read(): Promise<ReadinessDto> {
    const [queue] = await Promise.all([this.#queue(), this.#requireDatabase()]);
    return { status: queue === 'ok' ? 'ok' : 'degraded', checks: { database: 'ok', queue } };
  }

  async #queue(): Promise<'ok' | 'unavailable'> {
    try {
      await inTime(this.pingQueue());
      return 'ok';
    } catch {
      return 'unavailable';
    }
  }

  async #requireDatabase(): Promise<void> {
    await inTime(this.database.reads.query('select 1'));
  }
}

/** @throws ProblemError `database_unavailable` when `answer` does not come in time, or else what it says */
async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ProblemError('database_unavailable', { detail: `No answer within ${timeoutMs} ms` }));
    }, timeoutMs);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
