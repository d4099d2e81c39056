import type { Queryable } from '../database.js';

/**
 * Has the statements of a transaction planned for the values that they are run with. Those of the hot path are planned
 * once for any value, which is right where one index serves; a walk of a range along one of several needs its bounds
 * known. Measured among a million deliveries: a step of a redelivery that is of few of them took 1,300 ms, and
 * planned for its values 1 ms.
 *
 * By an index in its order, too: while statistics are young the planner would rather read all of a range and sort it,
 * 25,000 deliveries for the first 250.
 */
export async function planByValues(transaction: Queryable): Promise<void> {
  await transaction.query({
    text: `select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_bitmapscan', 'off', true)`,
  });
}
