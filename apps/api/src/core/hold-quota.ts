import { quotaLock, type Prisma } from '#persistence';
import { ProblemError } from '../http/problem-error.js';
import type { ProblemCode } from '../http/problems.js';

export interface Quota {
  /** What is counted; quotas of different names do not wait for each other. */
  readonly name: string;
  readonly max: number;
  /** Counts what there is, as far as `max` and no further. */
  readonly count: (upTo: number) => Promise<number>;
  readonly code: ProblemCode;
  /** What the limit is of, `endpoints`. */
  readonly of: string;
}

/**
 * Makes sure that there is room for one more, until the transaction ends: of many at once as many get through as
 * there is room for.
 *
 * @throws ProblemError of the quota's code, naming the limit
 */
export async function holdQuota(transaction: Prisma.TransactionClient, quota: Quota): Promise<void> {
  const { text, values } = quotaLock(quota.name);
  await transaction.$executeRawUnsafe(text, ...values);
  if ((await quota.count(quota.max)) >= quota.max) throw quotaExceeded(quota);
}

export function quotaExceeded({ code, max, of }: Pick<Quota, 'code' | 'max' | 'of'>): ProblemError {
  return new ProblemError(code, { detail: `There may be ${max} ${of}` });
}
