import { describe, expect, it } from '@jest/globals';
import { BacklogFullError, Batcher } from './batcher.js';

/** A batch function whose calls are seen and released one by one. */
function gate() {
  const batches: { items: readonly number[]; release: () => void }[] = [];
  const run = (items: readonly number[]): Promise<readonly number[]> =>
    new Promise((resolve) => {
      batches.push({
        items,
        release: () => {
          resolve(items.map((item) => item * 10));
        },
      });
    });
  const released = async (index: number): Promise<void> => {
    batches[index]?.release();
    await new Promise(setImmediate);
  };
  return { batches, run, released };
}

const settled = () => new Promise(setImmediate);

describe('Batcher', () => {
  it('flushes at once when idle and gathers what arrives while busy', async () => {
    const { batches, run, released } = gate();
    const batcher = new Batcher({ run, maxBatch: 100, maxBacklog: 100 });
    const first = batcher.add(1);
    await settled();
    const rest = [batcher.add(2), batcher.add(3)];
    await settled();
    expect(batches.map((b) => b.items)).toEqual([[1]]);

    await released(0);
    expect(batches.map((b) => b.items)).toEqual([[1], [2, 3]]);
    await released(1);
    await expect(Promise.all([first, ...rest])).resolves.toEqual([10, 20, 30]);
  });

  it('sends together what is added in one tick', async () => {
    const { batches, run } = gate();
    const batcher = new Batcher({ run, maxBatch: 100, maxBacklog: 100 });
    void batcher.add(1);
    void batcher.add(2);
    await settled();
    expect(batches.map((b) => b.items)).toEqual([[1, 2]]);
  });

  it('bounds a batch by count and by weight, and sends an overweight item alone', async () => {
    const { batches, run, released } = gate();
    const batcher = new Batcher({ run, maxBatch: 3, maxBacklog: 100, weight: { of: (n: number) => n, max: 10 } });
    for (const n of [1, 2, 3, 4, 99, 5, 6]) void batcher.add(n);
    await settled();
    for (let i = 0; i < 5; i += 1) await released(i);
    expect(batches.map((b) => b.items)).toEqual([[1, 2, 3], [4], [99], [5], [6]]);
  });

  it('refuses one item more than its backlog and serves the others', async () => {
    const { run, released } = gate();
    const batcher = new Batcher({ run, maxBatch: 1, maxBacklog: 2 });
    const first = batcher.add(1);
    await settled();
    const second = batcher.add(2);
    const third = batcher.add(3);
    await expect(batcher.add(4)).rejects.toBeInstanceOf(BacklogFullError);
    for (let i = 0; i < 3; i += 1) await released(i);
    await expect(Promise.all([first, second, third])).resolves.toEqual([10, 20, 30]);
  });

  it('fails only the item at fault', async () => {
    const run = (items: readonly number[]) =>
      items.includes(5) ? Promise.reject(new Error('five')) : Promise.resolve(items);
    const batcher = new Batcher({ run, maxBatch: 100, maxBacklog: 100, isItemFault: () => true });
    const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((n) => batcher.add(n)));
    expect(results.map((r) => r.status)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((n) => (n === 5 ? 'rejected' : 'fulfilled')),
    );
  });

  it('fails the whole batch once when no item can be at fault', async () => {
    let calls = 0;
    const run = () => {
      calls += 1;
      return Promise.reject(new Error('connection lost'));
    };
    const batcher = new Batcher({ run, maxBatch: 100, maxBacklog: 100, isItemFault: () => false });
    const results = await Promise.allSettled([1, 2, 3].map((n) => batcher.add(n)));
    expect(results.every((r) => r.status === 'rejected')).toBe(true);
    expect(calls).toBe(1);
  });
});
