import { describe, expect, it } from '@jest/globals';
import { exportPublicKey, generateKey, importKey, importPublicKey, sign, signAll, verify } from '../index.js';
import type { PublicKey } from '../index.js';

const whsk = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const whpk = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
const published = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';

const key = importKey('standard-ed25519', whsk);
const request = { method: 'POST', url: 'https://example.com/', body: Buffer.from('{"test": 2432232314}') };
const vector = { ...request, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330 };
const tolerance = { toleranceSeconds: 300, now: new Date(1614265330_000) };

describe('standard-ed25519', () => {
  it('reproduces the signature that the Svix server is tested with and the specification shows', () => {
    expect(Object.fromEntries(sign('standard-ed25519', [key], vector))).toEqual({
      'webhook-id': vector.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': published,
    });
  });

  it('verifies with the public key alone', () => {
    const headers = Object.fromEntries(sign('standard-ed25519', [key], vector));
    const receiver = importPublicKey('ed25519', whpk);

    expect(exportPublicKey(key as PublicKey, 'whpk')).toBe(whpk);
    expect(verify('standard-ed25519', [receiver], headers, request, tolerance)).toEqual({ ok: true });
    expect(verify('standard-ed25519', [receiver], headers, { ...request, body: Buffer.from('{}') }, tolerance)).toEqual(
      { ok: false, reason: 'no_match' },
    );
  });

  it('stands beside v1 in one header while receivers migrate', () => {
    const shared = importKey('standard', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const headers = signAll(
      [
        { scheme: 'standard', keys: [shared] },
        { scheme: 'standard-ed25519', keys: [key] },
      ],
      vector,
    );

    expect(headers.map(([name]) => name)).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
    expect(headers[2]?.[1]).toMatch(/^v1,\S+ v1a,\S+$/);
    const received = Object.fromEntries(headers);
    expect(verify('standard', [shared], received, request, tolerance)).toEqual({ ok: true });
    expect(verify('standard-ed25519', [key], received, request, tolerance)).toEqual({ ok: true });
  });

  it('does not sign with a key of another kind', () => {
    expect(() => sign('standard-ed25519', [generateKey('standard')], vector)).toThrow(
      expect.objectContaining({ reason: 'wrong_type' }),
    );
    expect(() => sign('standard-ed25519', [generateKey('grid')], vector)).toThrow(
      expect.objectContaining({ reason: 'wrong_type' }),
    );
    expect(() => sign('standard', [key], vector)).toThrow(expect.objectContaining({ reason: 'wrong_type' }));
  });
});
