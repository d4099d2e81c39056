import type { Database } from './database.js';
import { withRetries } from './retryable.js';
import { planByValues } from './sql/plan-by-values.js';
import { cancelStoppedDeliveries, endStoppedRedelivery } from './sql/stop-redelivery.js';

/**
 * Cancels what a redelivery that is being stopped still owes, in transactions of 2,000, and ends it. May be run by
 * several at once, and again when whoever began it died: what was cancelled is counted with the transaction that did.
 * Of a redelivery that has ended it changes nothing.
 */
export async function finishStop(database: Database, id: string, endpointId: string): Promise<void> {
  const cancelSome = (): Promise<boolean> =>
    database.hotTransaction(async (transaction) => {
      await planByValues(transaction);
      return cancelStoppedDeliveries(transaction, id, endpointId);
    });
  while (await withRetries(cancelSome));
  await endStoppedRedelivery(database.hot, id);
}
