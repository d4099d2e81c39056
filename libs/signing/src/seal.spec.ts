import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { generateMasterKey, parseMasterKeys, seal, unseal, UnsealError } from './index.js';

const [older, newer] = [generateMasterKey(), generateMasterKey()];
const masterKeys = parseMasterKeys(older);
const context = 'secret:018f';

describe('seal', () => {
  it('opens to any text in the context that it was sealed in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, where) => {
        expect(unseal(masterKeys, seal(masterKeys, plaintext, where), where)).toBe(plaintext);
      }),
    );
  });

  it('writes version, key id, a fresh nonce and ciphertext', () => {
    const id = createHash('sha256').update(Buffer.from(older, 'base64')).digest('hex').slice(0, 8);
    const [one, other] = [seal(masterKeys, 'text', context), seal(masterKeys, 'text', context)];

    expect(one).toMatch(new RegExp(`^v1\\.${id}\\.[\\w-]{16}\\.[\\w-]{27}$`));
    expect(one.split('.')[2]).not.toBe(other.split('.')[2]);
  });

  it('does not open in the place of another secret', () => {
    expect(() => unseal(masterKeys, seal(masterKeys, 'text', context), 'secret:018e')).toThrow(
      expect.objectContaining({ reason: 'tampered' }),
    );
  });

  it('does not open with any bit of nonce, ciphertext or tag changed', () => {
    const sealed = seal(masterKeys, 'text', context);
    const [version = '', id = '', ...parts] = sealed.split('.');
    const bytes = parts.map((part) => Buffer.from(part, 'base64url'));

    for (const part of bytes) {
      for (let bit = 0; bit < part.length * 8; bit++) {
        const at = bit >> 3;
        part[at] = (part[at] ?? 0) ^ (1 << (bit & 7));
        const changed = [version, id, ...bytes.map((each) => each.toString('base64url'))].join('.');
        expect(() => unseal(masterKeys, changed, context)).toThrow(expect.objectContaining({ reason: 'tampered' }));
        part[at] = (part[at] ?? 0) ^ (1 << (bit & 7));
      }
    }
  });

  it.each(['', 'text', 'v1.00000000.AAAA.AAAA', 'v2.00000000.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA', 'v1.a.b.c.d'])(
    'says malformed of %j',
    (text) => {
      expect(() => unseal(masterKeys, text, context)).toThrow(expect.objectContaining({ reason: 'malformed' }));
    },
  );

  it('names the master key that was lost', () => {
    const sealed = seal(masterKeys, 'text', context);
    const id = masterKeys[0].id;

    expect(() => unseal(parseMasterKeys(newer), sealed, context)).toThrow(UnsealError);
    expect(() => unseal(parseMasterKeys(newer), sealed, context)).toThrow(
      expect.objectContaining({ reason: 'unknown_master_key', message: expect.stringContaining(id) }),
    );
  });

  it('moves to a new master key while the old one still opens', () => {
    const both = parseMasterKeys(`${newer},${older}`);
    const sealed = seal(masterKeys, 'text', context);

    expect(unseal(both, sealed, context)).toBe('text');
    const resealed = seal(both, 'text', context);
    expect(unseal(parseMasterKeys(newer), resealed, context)).toBe('text');
  });
});

describe('parseMasterKeys', () => {
  it('reads one key in every spelling as the same key', () => {
    const bytes = randomBytes(32);
    const spellings = [
      bytes.toString('base64'),
      bytes.toString('base64').replace('=', ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ` ${bytes.toString('hex')}\n`,
    ];

    for (const spelling of spellings) {
      expect(parseMasterKeys(spelling)[0].key.export().equals(bytes)).toBe(true);
    }
  });

  it.each([
    ['nothing', '', /Master key 1 must be/],
    ['an empty place', `${older},`, /Master key 2 must be/],
    ['31 bytes', randomBytes(31).toString('base64'), /Master key 1 must be/],
    ['a passphrase', 'correct horse battery staple', /Master key 1 must be/],
    ['zeros', '0'.repeat(64), /repeats itself/],
    ['one key twice', `${older},${older}`, /twice/],
  ])('refuses %s', (_case, text, message) => {
    expect(() => parseMasterKeys(text)).toThrow(
      expect.objectContaining({ name: 'InvalidMasterKeyError', message: expect.stringMatching(message) }),
    );
  });

  it('never repeats a key in its error, nor shows one when it is logged', () => {
    const almost = randomBytes(33).toString('hex');
    let refusal: unknown;
    try {
      parseMasterKeys(almost);
    } catch (error) {
      refusal = error;
    }

    expect(refusal).toBeInstanceOf(Error);
    expect(inspect(refusal)).not.toContain(almost);
    const shown = inspect(masterKeys, { depth: 10 }) + JSON.stringify(masterKeys);
    expect(shown).not.toContain(older);
    expect(shown).toContain(masterKeys[0].id);
  });
});
