import { sqlStateOf } from './sql-state.js';

/** SQLSTATEs after which the same statement may simply be run again: nothing of it was kept. */
const retryableStates = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
  '23503', // foreign_key_violation: what it refers to was deleted under it, and the next run does not see it
]);

/**
 * Classes of SQLSTATE that tell of the data, not of the server: a value out of range, a constraint, a value that is too
 * large or too deep, and what a trigger of the operator's own raises.
 */
const dataFaultClasses = ['22', '23', '21', '54', 'P0'];

/** Whether running the statement again may help and can do no harm. */
function isRetryable(error: unknown): boolean {
  return retryableStates.has(sqlStateOf(error) ?? '');
}

/** Whether the error may be the fault of single rows of a batch. */
export function isDataFault(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state?.length === 5 && dataFaultClasses.includes(state.slice(0, 2));
}

/** Whether the row's day has no partition (a check violation without a constraint's name). */
export function isMissingPartition(error: unknown): boolean {
  return sqlStateOf(error) === '23514' && error instanceof Error && error.message.includes('no partition of relation');
}

/** Whether somebody else created the same table just before (`if not exists` does not see one being made). */
export function isAlreadyThere(error: unknown): boolean {
  return ['42P07', '23505'].includes(sqlStateOf(error) ?? '');
}

/** Runs `work` again, up to `attempts` times in all, while it fails in a way that another run may mend. */
export async function withRetries<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
    }
  }
}
