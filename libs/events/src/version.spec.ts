import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { version } from './version.js';

describe('version', () => {
  it('is the one of package.json', () => {
    const manifest = new URL('../../../package.json', import.meta.url);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ version });
  });
});
