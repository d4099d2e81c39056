import type { OutcomeClass } from '#events';
import type { Queryable } from '../database.js';
import { firstUuidAt, uuidTimeMs } from '../ids.js';
import { clockSlackMs } from './list-attempts.js';

export interface AttemptMade {
  readonly id: string;
  readonly number: number;
  readonly outcome: OutcomeClass;
  readonly status: number | null;
  readonly durationMs: number;
}

/**
 * The last `limit` attempts of a delivery in the order in which they were made, without what was sent and answered.
 * Index: attempt_delivery_id_id_idx, in the partitions from the delivery's day on.
 */
export async function readAttemptsMade(db: Queryable, deliveryId: string, limit: number): Promise<AttemptMade[]> {
  const { rows } = await db.query<AttemptMade>({
    name: 'read-attempts-made',
    text: `
      select a.id, a.number, a.outcome, a.status, a.duration_ms as "durationMs"
      from postrider.attempt a
      where a.delivery_id = $1 and a.id >= $2
      order by a.id desc limit $3`,
    values: [deliveryId, firstUuidAt(uuidTimeMs(deliveryId) - clockSlackMs), limit],
  });
  return rows.reverse();
}
