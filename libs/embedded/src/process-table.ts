import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

function readProc(pid: number, file: 'stat' | 'cmdline'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // no such process
  }
}

function askPs(pid: number, column: 'lstart' | 'args' | 'stat'): string | undefined {
  const { stdout, status } = spawnSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * When a process started, in whatever unit the system keeps; undefined when it does not run, which a zombie does
 * not. A pid alone does not name a process: after a crash or in a container it is soon somebody else's.
 */
export function startTimeOf(pid: number): string | undefined {
  if (!hasProc) return askPs(pid, 'stat')?.startsWith('Z') === true ? undefined : askPs(pid, 'lstart');
  const stat = readProc(pid, 'stat');
  // The second field is the program's name and may hold blanks and brackets, so count from behind it.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields[18];
}

/** The command line of a process, its arguments joined by blanks; undefined when it does not run. */
export function commandLineOf(pid: number): string | undefined {
  if (!hasProc) return askPs(pid, 'args');
  return readProc(pid, 'cmdline')?.replace(/\0$/, '').replaceAll('\0', ' ');
}
