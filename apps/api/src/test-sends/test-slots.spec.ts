import { describe, expect, it } from '@jest/globals';
import { TestSlots } from './test-slots.js';

const maxTestSends = 3;

describe('the slots of tests', () => {
  it('refuse one too many with a time to come back, and are free again however a test ends', async () => {
    const slots = new TestSlots({ maxTestSends });
    let fail: (error: Error) => void = () => undefined;
    const end = new Promise<never>((_resolve, reject) => (fail = reject));
    const underWay = Array.from({ length: maxTestSends }, () => slots.within(() => end));
    const refusal = { code: 'too_many_test_sends', status: 429, headers: { 'retry-after': '1' } };
    await expect(slots.within(() => Promise.resolve('sent'))).rejects.toMatchObject(refusal);

    fail(new Error('the receiver is on fire'));
    await Promise.allSettled(underWay);
    await expect(slots.within(() => Promise.resolve('sent'))).resolves.toBe('sent');
  });
});
