import { validateRetryPolicy } from '#delivery';
import { builtInRetryPolicies, type RetryPolicy } from '#events';
import type { Fault } from '../http/problem-error.js';

/** A retry policy as it is stored: the name of a built-in one, or a policy of its own. */
export type StoredRetryPolicy = string | RetryPolicy;

export type CheckedRetryPolicy =
  | { readonly policy: StoredRetryPolicy; readonly faults: readonly [] }
  | { readonly policy?: undefined; readonly faults: readonly Fault[] };

/** `at` is the pointer to the policy. */
export function checkRetryPolicy(value: unknown, at: string): CheckedRetryPolicy {
  if (typeof value === 'string' && Object.hasOwn(builtInRetryPolicies, value)) return { policy: value, faults: [] };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const names = Object.keys(builtInRetryPolicies).join(', ');
    return { faults: [{ pointer: at, detail: `must be a policy, or the name of one: ${names}` }] };
  }
  const checked = validateRetryPolicy(value);
  if (checked.valid) return { policy: checked.policy, faults: [] };
  return { faults: checked.errors.map(({ pointer, detail }) => ({ pointer: at + pointer, detail })) };
}

/** The policy that a stored one, or a contract, names. */
export function resolveRetryPolicy(stored: StoredRetryPolicy): RetryPolicy {
  if (typeof stored !== 'string') return stored;
  const policies: Readonly<Record<string, RetryPolicy>> = builtInRetryPolicies;
  const policy = policies[stored];
  if (policy === undefined) throw new Error(`bug: the retry policy "${stored}" was stored unchecked`);
  return policy;
}
