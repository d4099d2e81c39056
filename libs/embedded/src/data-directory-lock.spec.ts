import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockDataDirectory } from './data-directory-lock.js';
import { startTimeOf } from './process-table.js';

describe('lockDataDirectory', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'postrider-lock-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });

  it('keeps the second one out until the first one is done, and leaves nothing behind', () => {
    const lock = lockDataDirectory(dataDir);
    expect(() => lockDataDirectory(dataDir)).toThrow(`in use by process ${process.pid}`);
    lock.release();
    lockDataDirectory(dataDir).release();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each([
    ['a pid that nobody has', '4194305 1'],
    ['a pid that another process has got since', `${process.pid} 1`],
    ['a file cut short', ''],
  ])('takes over from %s', (_, owner) => {
    writeFileSync(join(dataDir, 'postrider.pid'), owner);
    const lock = lockDataDirectory(dataDir);
    expect(() => lockDataDirectory(dataDir)).toThrow('in use');
    lock.release();
  });

  it('releases nobody else’s lock', () => {
    const lock = lockDataDirectory(dataDir);
    const other = `1 ${startTimeOf(1) ?? ''}\n`;
    writeFileSync(join(dataDir, 'postrider.pid'), other);
    lock.release();
    expect(existsSync(join(dataDir, 'postrider.pid'))).toBe(true);
  });
});
