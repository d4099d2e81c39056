import type { Queryable } from '../database.js';
import type { EnqueuedRedelivery } from './enqueue-redelivery.js';

/** How far a redelivery has come, with the transaction that made it so. */
export interface RedeliveryStep extends Pick<EnqueuedRedelivery, 'enqueued' | 'skipped'> {
  /** What comes after this id is yet to be looked at. */
  readonly reached: string;
  readonly allEnqueued: boolean;
}

/**
 * Moves the cursor of a redelivery, in the transaction that made owed what lies before it. At the end nothing is an
 * estimate any more: of what was matched the rest was skipped. The row is locked already.
 */
export async function advanceRedelivery(transaction: Queryable, id: string, step: RedeliveryStep): Promise<void> {
  await transaction.query({
    name: 'advance-redelivery',
    text: `
      update postrider.redelivery
      set reached = $2, all_enqueued = $3, enqueued = enqueued + $4::int,
          skipped = case when $3 and matched_exactly then greatest(matched - enqueued - $4::int, 0)
                         else skipped + $5::int end,
          matched = case when matched_exactly then greatest(matched, enqueued + $4::int)
                         when $3 then enqueued + $4::int + skipped + $5::int
                         else matched end,
          matched_exactly = matched_exactly or $3
      where id = $1`,
    values: [id, step.reached, step.allEnqueued, step.enqueued, step.skipped],
  });
}
