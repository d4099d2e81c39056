import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Report } from '../faults/runner/judge.js';

const root = join(import.meta.dirname, '../..');

/** One fault of `npm run test:faults` that is quick enough for every run: real processes, the queue in Postgres. */
async function runFault(name: string): Promise<{ code: number; reports: Report[] }> {
  const args = [join(root, 'scripts/faults.mjs'), '--only', name, '--queue', 'postgres', '--json'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, reports: JSON.parse(output) as Report[] };
}

describe('kill -9 of the dispatcher under load', () => {
  it('loses nothing, and makes no more twice than was in flight', async () => {
    const { code, reports } = await runFault('kill-dispatcher');
    expect(reports).toHaveLength(1);
    const [report] = reports;
    expect(report).toMatchObject({ fault: 'kill-dispatcher', lost: 0 });
    expect(report?.accepted).toBeGreaterThan(200);
    expect(report?.delivered).toBe(report?.accepted);
    expect(report?.duplicated).toBeLessThanOrEqual(report?.inFlight ?? -1);
    expect(code).toBe(0);
  });
});
