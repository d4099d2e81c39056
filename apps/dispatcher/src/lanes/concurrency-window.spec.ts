import { describe, expect, it } from '@jest/globals';
import { ConcurrencyWindow, isOverload } from './concurrency-window.js';

function after(window: ConcurrencyWindow, outcomes: readonly ('success' | 'overload' | 'neutral')[]): number {
  for (const outcome of outcomes) {
    window.learn(outcome);
  }
  return window.limit;
}

describe('ConcurrencyWindow', () => {
  it('grows with success up to the cap', () => {
    expect(after(new ConcurrencyWindow(32), ['success', 'success'])).toBe(3);
    expect(after(new ConcurrencyWindow(32), Array<'success'>(7).fill('success'))).toBe(8);
    expect(after(new ConcurrencyWindow(32), Array<'success'>(1000).fill('success'))).toBe(32);
  });

  it('comes down to one request on overload and never below', () => {
    const grown = Array<'success'>(1000).fill('success');
    expect(after(new ConcurrencyWindow(32), [...grown, 'overload'])).toBe(16);
    expect(after(new ConcurrencyWindow(32), [...grown, ...Array<'overload'>(10).fill('overload')])).toBe(1);
  });

  it('is not moved by a refusal', () => {
    expect(after(new ConcurrencyWindow(32), ['success', 'neutral', 'neutral'])).toBe(2);
  });

  it('struggles from the overload that leaves it a single request to the next success', () => {
    const window = new ConcurrencyWindow(32);
    expect(window.standing).toBe('unknown');
    after(window, ['neutral']);
    expect(window.standing).toBe('unknown');
    after(window, ['success', 'success', 'success', 'overload']);
    expect(window.standing).toBe('coping');
    after(window, ['overload', 'neutral']);
    expect(window.standing).toBe('struggling');
    after(window, ['success']);
    expect(window.standing).toBe('coping');
  });

  it('copes with one request where that is all it may have', () => {
    const window = new ConcurrencyWindow(1);
    after(window, ['overload']);
    expect(window.standing).toBe('struggling');
    after(window, ['success']);
    expect(window.standing).toBe('coping');
  });

  it('has room again when a request ends', () => {
    const window = new ConcurrencyWindow(1);
    window.enter();
    expect(window.hasRoom).toBe(false);
    window.leave();
    expect(window.hasRoom).toBe(true);
  });

  it('follows a cap that was lowered', () => {
    const window = new ConcurrencyWindow(32);
    window.cap(2);
    expect(after(window, ['success'])).toBe(2);
  });
});

describe('overload', () => {
  it.each([
    ['timed_out', undefined, true],
    ['rate_limited', 429, true],
    ['failed', 503, true],
    ['failed', 500, false],
    ['refused', 401, false],
  ] as const)('%s %s: %s', (outcome, status, expected) => {
    expect(isOverload(outcome, status)).toBe(expected);
  });
});
