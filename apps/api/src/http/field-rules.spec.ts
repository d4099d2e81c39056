import { describe, expect, it } from '@jest/globals';
import { isStorable, parseTimestamp } from './field-rules.js';

describe('a timestamp', () => {
  it.each([
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20t10:00:00.123456789z', '2026-11-20T10:00:00.123Z'],
    ['2026-11-20T10:00:00+05:30', '2026-11-20T04:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s is read', (text, moment) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(moment);
  });

  it.each([
    ['a date alone', '2026-11-20'],
    ['no offset', '2026-11-20T10:00:00'],
    ['a space for the T', '2026-11-20 10:00:00Z'],
    ['a day that the month has not', '2026-02-30T10:00:00Z'],
    ['29 February of a common year', '2100-02-29T00:00:00Z'],
    ['an hour that the day has not', '2026-11-20T25:00:00Z'],
    ['the midnight that is the next day', '2026-11-20T24:00:00Z'],
    ['the year before 1 by its offset', '0001-01-01T00:00:00+01:00'],
    ['the year after 9999 by its offset', '9999-12-31T23:59:59-01:00'],
    ['a number', '1700000000'],
  ])('with %s is refused', (_name, text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

describe('text that can be stored', () => {
  it('may hold any character', () => {
    expect(isStorable('Zoë 🦊 \u202e \u0007')).toBe(true);
  });

  it('holds no NUL and no half of a surrogate pair', () => {
    expect(isStorable('a\0b')).toBe(false);
    expect(isStorable('a\ud83e')).toBe(false);
  });
});
