import { describe, expect, it } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

const long = { left: 60_000 };
const over = { left: 0 };

async function mustTake(budget: ByteBudget, bytes: number): Promise<() => void> {
  const giveBack = await budget.take(bytes, long);
  if (giveBack === undefined) throw new Error('not granted');
  return giveBack;
}

describe('ByteBudget', () => {
  it('never holds more than its bytes', async () => {
    const budget = new ByteBudget(100);
    const first = await mustTake(budget, 60);
    const second = mustTake(budget, 60);
    expect(budget.held).toBe(60);
    first();
    await second;
    expect(budget.held).toBe(60);
  });

  it('gives in the order of asking, so that who wants much is not passed for ever', async () => {
    const budget = new ByteBudget(100);
    const first = await mustTake(budget, 80);
    const granted: string[] = [];
    const large = mustTake(budget, 90).then((giveBack) => {
      granted.push('large');
      giveBack();
    });
    const small = mustTake(budget, 10).then(() => granted.push('small'));
    first();
    await Promise.all([large, small]);
    expect(granted).toEqual(['large', 'small']);
  });

  it('lets a slice end that waits, and those behind it pass', async () => {
    const budget = new ByteBudget(100);
    await mustTake(budget, 80);
    const large = budget.take(90, { left: 5 });
    const small = mustTake(budget, 10);
    expect(await large).toBeUndefined();
    await small;
    expect(budget.held).toBe(90);
  });

  it('grants what fits though the slice is over', async () => {
    expect(await new ByteBudget(10).take(10, over)).toBeDefined();
  });

  it('gives the whole budget to one that wants more', async () => {
    const budget = new ByteBudget(10);
    const giveBack = await mustTake(budget, 1_000);
    expect(budget.held).toBe(10);
    giveBack();
    expect(budget.held).toBe(0);
  });
});
