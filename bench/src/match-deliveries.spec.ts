import { describe, expect, it } from '@jest/globals';
import { Journal } from './journal.js';
import { matchDeliveries } from './match-deliveries.js';

function journal(...entries: readonly (readonly [id: string, lane: number, atMs: number])[]) {
  const written = new Journal();
  for (const entry of entries) written.add(...entry);
  return written.entries();
}

describe('matchDeliveries', () => {
  it('measures from the answer to the arrival, negative where the delivery was first', () => {
    const matched = matchDeliveries(
      journal(['evt_a', 0, 100], ['evt_b', 0, 200]),
      journal(['evt_b', 0, 199], ['evt_a', 0, 150]),
      2,
    );
    expect([...matched.latenciesMs]).toEqual([-1, 50]);
    expect(matched).toMatchObject({ delivered: 2, duplicates: 0, lost: 0, strangers: 0, lastReceivedAtMs: 199 });
  });

  it('counts a second arrival at the same endpoint as a duplicate, at another endpoint as its own delivery', () => {
    const matched = matchDeliveries(
      journal(['evt_a', 0, 100]),
      journal(['evt_a', 1, 110], ['evt_a', 2, 120], ['evt_a', 1, 130]),
      2,
    );
    expect([...matched.latenciesMs]).toEqual([10, 20]);
    expect(matched).toMatchObject({ delivered: 2, duplicates: 1, lost: 0 });
  });

  it('counts what never arrived as lost, and what nobody was answered for as strange', () => {
    const matched = matchDeliveries(journal(['evt_a', 0, 100]), journal(['evt_x', 0, 110]), 1);
    expect(matched).toMatchObject({ delivered: 0, lost: 1, strangers: 1 });
  });
});
