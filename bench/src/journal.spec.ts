import { describe, expect, it } from '@jest/globals';
import { idsOf, Journal, ofLanes } from './journal.js';

describe('Journal', () => {
  it('keeps every entry while it grows', () => {
    const journal = new Journal();
    const ids = Array.from({ length: 70_000 }, (_, i) => `evt_${i.toString(36).padStart(26, '0')}`);
    ids.forEach((id, i) => {
      journal.add(id, i % 7, i / 8);
    });
    const entries = journal.entries();
    expect(idsOf(entries)).toEqual(ids);
    expect(entries.lanes.at(-1)).toBe(69_999 % 7);
    expect(entries.atMs.at(-1)).toBe(69_999 / 8);
  });

  it('forgets longer ids when it is cleared', () => {
    const journal = new Journal();
    journal.add('evt_long', 0, 1);
    journal.clear();
    journal.add('evt', 0, 2);
    expect(idsOf(journal.entries())).toEqual(['evt']);
  });

  it('tells the entries of some lanes apart', () => {
    const journal = new Journal();
    ['a', 'b', 'c', 'd'].forEach((id, i) => {
      journal.add(id, i % 2, i);
    });
    const odd = ofLanes(journal.entries(), (lane) => lane === 1);
    expect([odd.count, idsOf(odd), [...odd.lanes], [...odd.atMs]]).toEqual([2, ['b', 'd'], [1, 1], [1, 3]]);
  });
});
