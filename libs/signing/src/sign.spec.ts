import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  assertCompatible,
  generateKey,
  IncompatibleSchemesError,
  isSchemeName,
  schemes,
  sign,
  signAll,
  verify,
} from './index.js';
import type { SchemeName, SignatureScheme } from './index.js';

const schemeNames = Object.keys(schemes) as SchemeName[];
const signing = schemeNames.filter((name) => name !== 'none');

const input = {
  id: 'evt_1',
  timestamp: 1614265330,
  method: 'POST',
  url: 'https://example.com/',
  body: Buffer.from('{}'),
};

const anyAttempt = fc.record({
  id: fc.stringMatching(/^evt_[a-z0-9]{1,26}$/),
  timestamp: fc.integer({ min: 0, max: 4_102_444_800 }),
  method: fc.constant('POST'),
  url: fc.webUrl({ withQueryParameters: true }),
  body: fc.uint8Array({ minLength: 1, maxLength: 400 }),
});

function flipBit(bytes: Uint8Array, seed: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  const at = Math.floor(seed / 8) % bytes.length;
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (seed % 8));
  return flipped;
}

describe('every scheme', () => {
  it.each(signing)('%s: any attempt verifies, but not by another key or after a change', (scheme) => {
    const roles: SignatureScheme['headers'] = schemes[scheme].headers;
    const idHeader = Object.keys(roles).find((name) => roles[name] === 'event_id');
    const other = generateKey(scheme);

    fc.assert(
      fc.property(anyAttempt, fc.nat(), (attempt, seed) => {
        const key = generateKey(scheme);
        const headers = Object.fromEntries(sign(scheme, [key], attempt));
        const tolerance = { toleranceSeconds: 0, now: new Date(attempt.timestamp * 1000) };
        const changed = { ...attempt, body: flipBit(attempt.body, seed) };

        expect(verify(scheme, [key], headers, attempt, tolerance)).toEqual({ ok: true });
        expect(verify(scheme, [other], headers, attempt, tolerance).ok).toBe(false);
        expect(verify(scheme, [key], headers, changed, tolerance).ok).toBe(false);
        if (idHeader === undefined) return;
        const renamed = { ...headers, [idHeader]: `${attempt.id}0` };
        expect(verify(scheme, [key], renamed, attempt, tolerance).ok).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['standard', 'standard-ed25519', 'customerio', 'stripe', 'rfc9421'] as const)(
    '%s: a signature cannot be moved to another second',
    (scheme) => {
      const key = generateKey(scheme);
      const headers = Object.fromEntries(sign(scheme, [key], input));
      const moved = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value.replace('1614265330', '1614265331')]),
      );
      const tolerance = { toleranceSeconds: 5, now: new Date(1614265330_000) };

      expect(moved).not.toEqual(headers);
      expect(verify(scheme, [key], moved, input, tolerance)).toEqual({ ok: false, reason: 'no_match' });
    },
  );

  it.each(schemeNames)('%s: writes the headers that its table names and no others', (scheme) => {
    const keys = scheme === 'none' ? [] : [generateKey(scheme)];
    const written = sign(scheme, keys, input).map(([name]) => name.toLowerCase());

    expect(written).toEqual(expect.arrayContaining(Object.keys(schemes[scheme].headers)));
    expect(written).toHaveLength(Object.keys(schemes[scheme].headers).length);
    expect(schemes[scheme].name).toBe(scheme);
  });

  it.each(signing)('%s: two active keys sign if the table says so, otherwise the newest', (scheme) => {
    const [newest, older] = [generateKey(scheme), generateKey(scheme)];
    const headers = Object.fromEntries(sign(scheme, [newest, older], input));
    const tolerance = { toleranceSeconds: 0, now: new Date(1614265330_000) };

    expect(verify(scheme, [newest], headers, input, tolerance).ok).toBe(true);
    expect(verify(scheme, [older], headers, input, tolerance).ok).toBe(schemes[scheme].carriesSeveral);
  });

  it.each(signing)('%s: has nothing to sign with when no key is active', (scheme) => {
    expect(() => sign(scheme, [], input)).toThrow(expect.objectContaining({ reason: 'no_active_key' }));
  });

  it.each([1614265330.5, -1, NaN, Number.MAX_VALUE])('does not sign at %d seconds', (timestamp) => {
    expect(() => sign('standard', [generateKey('standard')], { ...input, timestamp })).toThrow(RangeError);
  });

  it('is known by its name and by nothing that merely exists on an object', () => {
    expect(isSchemeName('standard-ed25519')).toBe(true);
    expect(isSchemeName('toString')).toBe(false);
  });
});

describe('several schemes for one request', () => {
  it('are merged when none needs the header of another', () => {
    const parts = (['github', 'stripe', 'rfc9421', 'standard'] as const).map((scheme) => ({
      scheme,
      keys: [generateKey(scheme)],
    }));
    const headers = Object.fromEntries(signAll(parts, input));
    const tolerance = { toleranceSeconds: 0, now: new Date(1614265330_000) };

    for (const { scheme, keys } of parts) {
      expect(verify(scheme, keys, headers, input, tolerance)).toEqual({ ok: true });
    }
  });

  it('are the same as one when there is one, and nothing when there is none', () => {
    const keys = [generateKey('standard')];

    expect(signAll([{ scheme: 'standard', keys }], input)).toEqual(sign('standard', keys, input));
    expect(signAll([], input)).toEqual([]);
  });

  it.each([
    [['standard', 'standard-ed25519', 'rfc9421', 'grid']],
    [['gridio', 'github', 'shopify', 'customerio', 'stripe']],
    [['none']],
  ] as const)('%j can be used together', (names) => {
    expect(() => {
      assertCompatible(names);
    }).not.toThrow();
  });

  it.each([[['standard', 'standard']], [['none', 'standard']]] as const)('%j cannot', (names) => {
    expect(() => {
      assertCompatible(names);
    }).toThrow(IncompatibleSchemesError);
    expect(() =>
      signAll(
        names.map((scheme) => ({ scheme, keys: [] })),
        input,
      ),
    ).toThrow(IncompatibleSchemesError);
  });
});
