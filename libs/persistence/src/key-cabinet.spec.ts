import { describe, expect, it } from '@jest/globals';
import { generateKey, generateMasterKey, parseMasterKeys, seal, serializeKey } from '#signing';
import { newUuid } from './ids.js';
import { KeyCabinet } from './key-cabinet.js';
import { secretContext } from './sealing-context.js';

const masterKeys = parseMasterKeys(generateMasterKey());

function sealedSecret(scheme: 'standard' | 'gridio') {
  const id = newUuid();
  const key = generateKey(scheme);
  return { key, secret: { id, scheme, sealed: seal(masterKeys, serializeKey(key), secretContext(id)) } };
}

describe('a cabinet of keys', () => {
  it('gives the keys of each scheme in the order in which they came', () => {
    const [newer, other, older] = [sealedSecret('standard'), sealedSecret('gridio'), sealedSecret('standard')];
    expect(new KeyCabinet(masterKeys).open([newer.secret, other.secret, older.secret])).toEqual([
      { scheme: 'standard', keys: [newer.key, older.key] },
      { scheme: 'gridio', keys: [other.key] },
    ]);
  });

  it('opens a secret once', () => {
    const cabinet = new KeyCabinet(masterKeys);
    const { secret } = sealedSecret('standard');
    const [first] = cabinet.open([secret]);
    const [second] = cabinet.open([secret]);
    expect(second?.keys[0]).toBe(first?.keys[0]);
  });

  it('opens no secret that was sealed for another row, or under another master key', () => {
    const { secret } = sealedSecret('standard');
    expect(() => new KeyCabinet(masterKeys).open([{ ...secret, id: newUuid() }])).toThrow();
    expect(() => new KeyCabinet(parseMasterKeys(generateMasterKey())).open([secret])).toThrow();
  });
});
