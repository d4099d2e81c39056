import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { builtInRetryPolicies } from '#events';
import { validateRetryPolicy } from './validate-retry-policy.js';

const valid = { maxAttempts: 3, schedule: [30], jitter: 0.1 };

function pointersOf(value: unknown): readonly string[] {
  const result = validateRetryPolicy(value);
  return result.valid ? [] : result.errors.map(({ pointer }) => pointer);
}

describe('validateRetryPolicy', () => {
  it.each(Object.entries(builtInRetryPolicies))('accepts the built-in %s', (_, policy) => {
    expect(validateRetryPolicy(policy)).toEqual({ valid: true, policy });
  });

  it('accepts every field', () => {
    const policy = {
      maxAttempts: 1000,
      maxAgeSeconds: 30 * 86_400,
      schedule: { initial: 1, factor: 10, maxInterval: 86_400 },
      jitter: 1,
      firstDelayFor: { seconds: 3600, classes: ['timed_out'], statuses: [404, 500] },
      eventTypes: { TEST: 'none', 'order.paid': { maxAgeSeconds: 60, schedule: [1], jitter: 0 } },
    };
    expect(validateRetryPolicy(policy)).toEqual({ valid: true, policy });
  });

  it.each([
    ['no limit', { schedule: [30], jitter: 0 }, ['']],
    ['no attempt', { ...valid, maxAttempts: 0 }, ['/maxAttempts']],
    ['too many attempts', { ...valid, maxAttempts: 1001 }, ['/maxAttempts']],
    ['half an attempt', { ...valid, maxAttempts: 1.5 }, ['/maxAttempts']],
    ['too long a window', { ...valid, maxAgeSeconds: 30 * 86_400 + 1 }, ['/maxAgeSeconds']],
    ['an empty schedule', { ...valid, schedule: [] }, ['/schedule']],
    ['too long a schedule', { ...valid, schedule: Array(101).fill(1) }, ['/schedule']],
    [
      'delays out of bounds',
      { ...valid, schedule: [0, 1, 86_401, NaN, '5'] },
      ['/schedule/0', '/schedule/2', '/schedule/3', '/schedule/4'],
    ],
    ['a shrinking backoff', { ...valid, schedule: { initial: 1, factor: 0.5, maxInterval: 10 } }, ['/schedule/factor']],
    ['half a backoff', { ...valid, schedule: { initial: 1 } }, ['/schedule/factor', '/schedule/maxInterval']],
    ['no schedule', { maxAttempts: 3, jitter: 0 }, ['/schedule']],
    ['no jitter', { maxAttempts: 3, schedule: [30] }, ['/jitter']],
    ['too much jitter', { ...valid, jitter: 1.1 }, ['/jitter']],
    ['unknown fields', { ...valid, 'a/b~c': 1 }, ['/a~1b~0c']],
    ['an unknown class', { ...valid, firstDelayFor: { seconds: 1, classes: ['x'] } }, ['/firstDelayFor/classes/0']],
    [
      'a status that is none',
      { ...valid, firstDelayFor: { seconds: 1, statuses: [999] } },
      ['/firstDelayFor/statuses/0'],
    ],
    ['a first delay for nothing', { ...valid, firstDelayFor: { seconds: 1 } }, ['/firstDelayFor']],
    [
      'a bad override',
      { ...valid, eventTypes: { 'a/b': { schedule: [0] } } },
      ['/eventTypes/a~1b', '/eventTypes/a~1b/jitter', '/eventTypes/a~1b/schedule/0'],
    ],
    [
      'overrides within overrides',
      { ...valid, eventTypes: { a: { ...valid, eventTypes: {} } } },
      ['/eventTypes/a/eventTypes'],
    ],
    ['overrides that are a list', { ...valid, eventTypes: [] }, ['/eventTypes']],
  ])('refuses %s and says where', (_, policy, pointers) => {
    expect(pointersOf(policy)).toEqual(pointers);
  });

  it('gives an answer to anything at all', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const result = validateRetryPolicy(value);
        return result.valid || result.errors.length > 0;
      }),
    );
  });
});
