import { describe, expect, it } from '@jest/globals';
import { changesBetween, unsaid } from './changes-between.js';

describe('changesBetween', () => {
  it('tells the fields that differ, deeply, and no other', () => {
    const before = { name: 'a', list: [1, { b: 2 }], kept: { x: null }, gone: 1 };
    const after = { name: 'b', list: [1, { b: 3 }], kept: { x: null }, come: true };
    expect(changesBetween(before, after)).toEqual({
      name: { before: 'a', after: 'b' },
      list: { before: [1, { b: 2 }], after: [1, { b: 3 }] },
      gone: { before: 1 },
      come: { after: true },
    });
  });

  it('takes null for nothing when it compares, and shows it when it differs', () => {
    expect(changesBetween({ limit: null }, {})).toEqual({});
    expect(changesBetween({ limit: null }, { limit: 5 })).toEqual({ limit: { before: null, after: 5 } });
  });

  it('shows masked what is masked, even where both sides then look alike', () => {
    const masks = { token: () => unsaid };
    expect(changesBetween({ token: 'a' }, { token: 'b' }, masks)).toEqual({ token: { before: '…', after: '…' } });
    expect(changesBetween({ token: 'a' }, { token: 'a' }, masks)).toEqual({});
    expect(changesBetween({ token: null }, { token: 'b' }, masks)).toEqual({ token: { before: null, after: '…' } });
  });
});
