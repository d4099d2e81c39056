import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseMasterKeys } from '#signing';
import { ensureMasterKey } from './master-key.js';

describe('ensureMasterKey', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'postrider-key-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });

  it('makes a key that can be used, and gives the same one ever after', () => {
    const key = ensureMasterKey(dataDir);
    expect(parseMasterKeys(key)).toHaveLength(1);
    expect(ensureMasterKey(dataDir)).toBe(key);
  });

  it('keeps the key from other users and leaves nothing else behind', () => {
    ensureMasterKey(dataDir);
    expect(readdirSync(dataDir)).toEqual(['master-key']);
    expect(statSync(join(dataDir, 'master-key')).mode & 0o777).toBe(0o600);
  });
});
