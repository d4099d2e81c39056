import { describe, expect, it } from '@jest/globals';
import { failures, table, type Row } from './report.js';

const row: Row = {
  contract: 'customerio',
  eventTypes: 73,
  emitted: 100,
  abandoned: 4,
  accepted: 100,
  retried: 7,
  delivered: 100,
  tamperedRefused: true,
  inOrder: true,
};

describe('table', () => {
  it('aligns a line per contract', () => {
    const rows = [row, { ...row, contract: 'grow', emitted: 9, tamperedRefused: undefined, inOrder: undefined }];
    expect(table(rows)).toBe(
      [
        '  contract     event types   emitted   rolled back   accepted   retried   delivered   tampered copy   order',
        '  customerio            73       100             4        100         7         100   refused         kept',
        '  grow                  73         9             4        100         7         100   unsigned        not promised',
      ].join('\n'),
    );
  });
});

describe('failures', () => {
  it('are none when all that was emitted was delivered', () => {
    expect(failures([row])).toEqual([]);
  });

  it.each<[Partial<Row>, RegExp]>([
    [{ accepted: 99 }, /99 accepted/],
    [{ accepted: 101 }, /101 accepted/],
    [{ delivered: 99 }, /99 delivered/],
    [{ tamperedRefused: false }, /tampered/],
    [{ inOrder: false }, /out of order/],
  ])('tell of %j', (change, sentence) => {
    expect(failures([{ ...row, ...change }])).toEqual([expect.stringMatching(sentence)]);
  });
});
