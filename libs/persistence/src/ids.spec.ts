import { describe, expect, it } from '@jest/globals';
import { firstUuidAt, newUuid, parsePublicId, publicId, uuidTimeMs } from './ids.js';

describe('public ids', () => {
  it('round-trip through their text form', () => {
    const uuid = newUuid();
    expect(parsePublicId('event', publicId('event', uuid))).toBe(uuid);
  });

  it('are known by their prefix only', () => {
    expect(parsePublicId('endpoint', publicId('event', newUuid()))).toBeUndefined();
  });

  it.each(['', 'evt_', 'evt_zzz', 'evt_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'evt_01H455VB4PEX5VSKNK084SN02Q', 'evt_../x'])(
    'treats %j as unknown',
    (text) => {
      expect(parsePublicId('event', text)).toBeUndefined();
    },
  );

  it('ascend and carry their time', () => {
    const before = Date.now();
    const ids = Array.from({ length: 1000 }, newUuid);
    expect([...ids].sort()).toEqual(ids);
    expect(uuidTimeMs(ids[0] as string)).toBeGreaterThanOrEqual(before);
    expect(firstUuidAt(before) < (ids[0] as string)).toBe(true);
    expect(firstUuidAt(before + 60_000) > (ids[999] as string)).toBe(true);
  });
});
