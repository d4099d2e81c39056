import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { contracts } from '../contracts/index.js';
import { cataloguePage } from './catalogue-page.js';

const committed = join(import.meta.dirname, '../../../../docs/event-catalogue.md');

describe('cataloguePage', () => {
  const page = cataloguePage(Object.values(contracts));

  it('is what docs/event-catalogue.md holds (write it anew with npm run catalogue)', async () => {
    expect(readFileSync(committed, 'utf8')).toBe(await format(page, { parser: 'markdown', printWidth: 120 }));
  });

  it('shows a body of every event type', () => {
    for (const { eventTypes } of Object.values(contracts)) {
      for (const { name } of eventTypes) expect(page).toContain(`\`${name}\``);
    }
  });

  it('shows requests whose signature can be recomputed', () => {
    // Computed by another tool: openssl dgst -sha256 -hmac a-secret-of-the-receiver
    expect(page).toMatch(/^X-Signature: sha256=[0-9a-f]{64}$/m);
    expect(page).toMatch(/^X-CIO-Timestamp: 1770381297$/m);
  });
});
