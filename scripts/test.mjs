// `npm test`: installs and builds what is missing, then runs jest with the arguments that were given.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, runMain } from './run.mjs';

function runJest(args) {
  const flags = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  const child = spawn(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: flags.trim() },
    stdio: 'inherit',
  });
  // A Ctrl-C reaches jest by itself; what is sent to us alone is passed on, and jest decides when to end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve(code ?? 1)));
}

await runMain(async () => {
  await build();
  return runJest(process.argv.slice(2));
});
