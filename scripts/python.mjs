// Python tools that tests use, each set in an environment of its own below node_modules/.cache.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runQuietly, say } from './run.mjs';

/** What the Python of this machine says it is; nothing if there is none. */
export function pythonVersion() {
  const { status, stdout } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The directory of programs of an environment that holds what the file of requirements names. It says in its stamp what
 * it was made of, and is made anew when that changes.
 */
export async function pythonEnvironment(name, requirements) {
  const home = join(root, 'node_modules/.cache', name, 'python');
  const stamp = join(home, '.made-of');
  const wanted = `${pythonVersion()}\n${readFileSync(requirements, 'utf8')}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return join(home, 'bin');
  say(`installing Python libraries for ${name} (once, about half a minute)`);
  rmSync(home, { recursive: true, force: true });
  const failure = `the Python libraries for ${name} cannot be installed (see above)`;
  await runQuietly('python3', ['-m', 'venv', home], { failure });
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements];
  await runQuietly(join(home, 'bin/python'), install, { failure });
  writeFileSync(stamp, wanted);
  return join(home, 'bin');
}
