import { describe, expect, it } from '@jest/globals';
import { builtInRetryPolicies } from '#events';
import { checkRetryPolicy, resolveRetryPolicy } from './check-retry-policy.js';

describe('a retry policy', () => {
  it('may be named', () => {
    expect(checkRetryPolicy('three-attempts', '/p')).toEqual({ policy: 'three-attempts', faults: [] });
    expect(resolveRetryPolicy('three-attempts')).toBe(builtInRetryPolicies['three-attempts']);
  });

  it('may be given', () => {
    const policy = { maxAttempts: 2, schedule: [1], jitter: 0 };
    expect(checkRetryPolicy(policy, '/p')).toEqual({ policy, faults: [] });
    expect(resolveRetryPolicy(policy)).toBe(policy);
  });

  it.each(['never', 'toString', '__proto__', ''])('has no name like %j', (name) => {
    expect(checkRetryPolicy(name, '/p').faults).toMatchObject([{ pointer: '/p' }]);
  });

  it('is told its faults where they stand', () => {
    const { faults } = checkRetryPolicy({ maxAttempts: 0, schedule: [1], jitter: 2, more: 1 }, '/retryPolicy');
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/retryPolicy/more',
      '/retryPolicy/maxAttempts',
      '/retryPolicy/jitter',
    ]);
  });
});
