import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { warningCodes, warningsOfUrl } from './endpoint-warnings.js';

const documentation = readFileSync(join(import.meta.dirname, '../../../../docs/errors.md'), 'utf8');

describe('warningsOfUrl', () => {
  it('names each parameter that looks like a credential once, and never its value', () => {
    const warnings = warningsOfUrl('https://example.com/hook?token=SECRET1&page=2&token=SECRET2&api%5Fkey=SECRET3');
    expect(warnings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['url_holds_credential', '/url'],
      ['url_holds_credential', '/url'],
    ]);
    expect(warnings.map(({ detail }) => /The value of "(\w+)"/.exec(detail)?.[1])).toEqual(['token', 'api_key']);
    expect(JSON.stringify(warnings)).not.toContain('SECRET');
  });

  it.each(['https://example.com/hook', 'https://example.com/token/secret?page=2', 'https://example.com/?'])(
    'says nothing of %s',
    (url) => {
      expect(warningsOfUrl(url)).toEqual([]);
    },
  );
});

describe('docs/errors.md', () => {
  it('describes every warning, and no other', () => {
    const [, section = ''] = documentation.split('\n## Warnings\n');
    expect([...section.matchAll(/^\| `(\w+)` +\| /gm)].map(([, code]) => code)).toEqual([...warningCodes]);
  });
});
