import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';

const directory = mkdtempSync(join(tmpdir(), 'postrider-role-'));

/** A role ends its process, so each runs in one of its own; that one has no jest to strip the types. */
function strip(name: string): void {
  const source = readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8');
  const { code } = transformSync(source, { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } });
  writeFileSync(join(directory, `${name}.js`), code);
}

beforeAll(() => {
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  for (const name of ['run-role', 'describe-fault', 'start-error']) strip(name);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function run(role: string) {
  const main = join(directory, `main-${process.hrtime.bigint().toString()}.js`);
  writeFileSync(
    main,
    `import { runRole } from './run-role.js'; import { StartError } from './start-error.js'; await runRole(${role});`,
  );
  const child = spawn(process.execPath, [main]);
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  return { child, output, ended: once(child, 'close') as Promise<[number | null, string | null]> };
}

const longRunning = `
  async () => {
    const alive = setInterval(() => {}, 1000);
    console.log('started');
    return { close: async () => { console.log('closed'); clearInterval(alive); } };
  }`;

describe('runRole', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('closes the role and exits 0 at %s', async (signal) => {
    const { child, output, ended } = run(longRunning);
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(output.out).toBe('started\nclosed\n');
  });

  it('takes the same request that arrives twice for one', async () => {
    const { child, output, ended } = run(
      longRunning.replace(
        `console.log('closed')`,
        `
      await new Promise((resolve) => setTimeout(resolve, 200)); console.log('closed')`,
      ),
    );
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(output.out).toContain('closed');
  });

  it('prints an expected fault in one line and exits 1', async () => {
    const { output, ended } = run(`async () => { throw new StartError('no disk', 'buy one'); }`);
    expect(await ended).toEqual([1, null]);
    expect(output.err).toBe('postrider: no disk (buy one)\n');
  });

  it('prints a mistake of ours with its stack and its cause', async () => {
    const { output, ended } = run(`async () => { throw new Error('broken', { cause: new Error('the reason') }); }`);
    expect(await ended).toEqual([1, null]);
    expect(output.err).toMatch(/^postrider: Error: broken\n {4}at .*the reason/s);
  });

  it('closes a role that lost what it needs and exits 1', async () => {
    const lost = longRunning.replace('close:', `failed: Promise.reject(new StartError('lost', 'look')), close:`);
    const { output, ended } = run(lost);
    expect(await ended).toEqual([1, null]);
    expect(output).toEqual({ out: 'started\nclosed\n', err: 'postrider: lost (look)\n' });
  });
});
