import type { Queryable } from '../database.js';
import { uuidTimeMs } from '../ids.js';
import { candidatesOf, rangeValues, type RedeliveryRange } from './redelivery-candidates.js';

/** What a redelivery would send, by event type. */
export interface RedeliveryCount {
  readonly eventType: string;
  readonly count: number;
  /** When the first and the last of these events were accepted. */
  readonly oldest: Date;
  readonly newest: Date;
}

export interface CountedRedelivery {
  readonly counts: readonly RedeliveryCount[];
  /** The time that was counted up to; undefined when that is all of the range. */
  readonly countedTo: Date | undefined;
}

interface Row {
  reach: string | null;
  event_type: string | null;
  count: number | null;
  oldest: string | null;
  newest: string | null;
}

/** Counts what is to be sent again among the first `limit` of a range. Writes and locks nothing. */
export async function countRedelivery(db: Queryable, range: RedeliveryRange): Promise<CountedRedelivery> {
  const { rows } = await db.query<Row>({
    text: `${candidatesOf(range.status)}, counted as (
      select event_type, count(*)::int, min(left(event_id::text, 13) collate "C") as oldest,
             max(left(event_id::text, 13) collate "C") as newest
      from candidate group by event_type
    )
    select reach.id as reach, counted.* from (values (1)) as always left join reach on true left join counted on true
    order by count desc, event_type`,
    values: rangeValues(range),
  });
  const reach = rows[0]?.reach ?? null;
  return { counts: rows.flatMap(countOf), countedTo: reach === null ? undefined : new Date(uuidTimeMs(reach)) };
}

/** Without a candidate there is one row that holds the reach alone. */
function countOf({ event_type: eventType, count, oldest, newest }: Row): RedeliveryCount[] {
  if (eventType === null || count === null || oldest === null || newest === null) return [];
  return [{ eventType, count, oldest: new Date(uuidTimeMs(oldest)), newest: new Date(uuidTimeMs(newest)) }];
}
