import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './load-config.js';
import { variableNames } from './env.js';
import { limitDefinitions } from './limit-definitions.js';
import { limitVariableNames } from './read-limits.js';

const lines = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8').split('\n');
const examples = lines.flatMap((line) => {
  const [, name, value] = /^#([A-Z_]+)=(.*)$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value] as const];
});

describe('.env.example', () => {
  it('shows every variable once and no other', () => {
    expect(examples.map(([name]) => name).sort()).toEqual([...variableNames, ...limitVariableNames].sort());
  });

  it('shows the defaults of the limits', () => {
    for (const { variable, default: value } of Object.values(limitDefinitions)) {
      expect(examples).toContainEqual([variable, String(value)]);
    }
  });

  it('shows values that are accepted', () => {
    expect(() => loadConfig(Object.fromEntries(examples), { embedded: true })).not.toThrow();
  });
});
