import { describe, expect, it } from '@jest/globals';
import { expiryOnRotation } from './index.js';

const at = (iso: string) => new Date(`2026-01-${iso}Z`);
const noon = at('10T12:00:00');

describe('expiryOnRotation', () => {
  it('lets the replaced secret sign on until the overlap is over', () => {
    expect(expiryOnRotation({ expiresAt: null }, noon, 3600)).toEqual(at('10T13:00:00'));
  });

  it('ends it at once without an overlap', () => {
    expect(expiryOnRotation({ expiresAt: null }, noon, 0)).toEqual(noon);
  });

  it('gives no more time to a secret that is already ending, and less if asked', () => {
    const ending = { expiresAt: at('10T12:30:00') };

    expect(expiryOnRotation(ending, noon, 3600)).toEqual(at('10T12:30:00'));
    expect(expiryOnRotation(ending, noon, 60)).toEqual(at('10T12:01:00'));
  });
});
