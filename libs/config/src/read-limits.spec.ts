import { describe, expect, it } from '@jest/globals';
import { limitDefinitions } from './limit-definitions.js';
import { findLimitFaults, readLimits } from './read-limits.js';

const definitions = Object.values(limitDefinitions);

describe('limits', () => {
  it('are their defaults where nothing is set', () => {
    const limits = readLimits({});
    expect(Object.values(limits)).toEqual(definitions.map((definition) => definition.default));
    expect(readLimits({ MAX_ENDPOINTS: '7' })).toEqual({ ...limits, maxEndpoints: 7 });
  });

  it('may be what their bounds say, ends included', () => {
    for (const { variable, default: value, min, max } of definitions) {
      for (const fine of [value, min, max]) expect(findLimitFaults({ [variable]: String(fine) })).toEqual([]);
      for (const wrong of [min - 1, max + 1, '1e3', '1.5', ' ', 'many']) {
        const faults = findLimitFaults({ [variable]: String(wrong) });
        expect([wrong, faults]).toEqual([wrong, [expect.stringMatching(`^${variable} must be a number of `)]]);
      }
    }
  });
});
