import { describe, expect, it } from '@jest/globals';
import { activeSecrets, expiryOnRotation } from './index.js';

const at = (iso: string) => new Date(`2026-01-${iso}Z`);
const noon = at('10T12:00:00');

describe('activeSecrets', () => {
  it('gives those that have not ended, newest first', () => {
    const first = { createdAt: at('01T00:00:00'), expiresAt: at('10T13:00:00') };
    const second = { createdAt: at('05T00:00:00'), expiresAt: null };
    const ended = { createdAt: at('04T00:00:00'), expiresAt: noon };

    expect(activeSecrets([first, ended, second], noon)).toEqual([second, first]);
  });
});

describe('expiryOnRotation', () => {
  const createdAt = at('01T00:00:00');

  it('lets the replaced secret sign on until the overlap is over', () => {
    expect(expiryOnRotation({ createdAt, expiresAt: null }, noon, 3600)).toEqual(at('10T13:00:00'));
  });

  it('ends it at once without an overlap', () => {
    const expiresAt = expiryOnRotation({ createdAt, expiresAt: null }, noon, 0);

    expect(activeSecrets([{ createdAt, expiresAt }], noon)).toEqual([]);
  });

  it('gives no more time to a secret that is already ending, and less if asked', () => {
    const ending = { createdAt, expiresAt: at('10T12:30:00') };

    expect(expiryOnRotation(ending, noon, 3600)).toEqual(at('10T12:30:00'));
    expect(expiryOnRotation(ending, noon, 60)).toEqual(at('10T12:01:00'));
  });
});
