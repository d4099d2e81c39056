import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { variableNames } from './env.js';
import { limitDefinitions } from './limit-definitions.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

describe('docs/configuration.md', () => {
  it('describes every variable once and no other', () => {
    const described = rows.filter((cells) => cells.length === 3).map(([name]) => name?.replaceAll('`', ''));
    expect(described.sort()).toEqual([...variableNames].sort());
  });

  it('describes every limit as it is', () => {
    expect(rows.filter((cells) => cells.length === 5)).toEqual(
      Object.values(limitDefinitions).map(({ variable, default: value, unit, min, max, says }) => [
        `\`${variable}\``,
        String(value),
        unit,
        `${min} to ${max}`,
        says,
      ]),
    );
  });
});
