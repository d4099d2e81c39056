import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problems } from './problems.js';

const documentation = readFileSync(join(import.meta.dirname, '../../../../docs/errors.md'), 'utf8');
const documented = [...documentation.matchAll(/^\| `(\w+)` +\| (\d{3}) +\| .+ \|$/gm)].map(([, code, status]) => [
  code,
  Number(status),
]);

describe('docs/errors.md', () => {
  it('describes every code of the catalogue with its status, and no other', () => {
    expect(documented).toEqual(Object.entries(problems).map(([code, { status }]) => [code, status]));
  });
});
