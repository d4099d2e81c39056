import { spawnSync } from 'node:child_process';

function ps(...args: string[]): string {
  const { stdout, status, error } = spawnSync('ps', args, { encoding: 'utf8' });
  if (error !== undefined) throw new Error('the fault tests need the program ps', { cause: error });
  return status === 0 ? stdout : '';
}

/** The processes that `pid` started and that still run. */
export function childrenOf(pid: number): number[] {
  const rows = ps('-A', '-o', 'pid=,ppid=').trim().split('\n');
  return rows.flatMap((row) => {
    const [child, parent] = row.trim().split(/\s+/).map(Number);
    return parent === pid && child !== undefined ? [child] : [];
  });
}

/** Whether SIGSTOP has taken effect on the process. */
export function isFrozen(pid: number): boolean {
  return ps('-o', 'stat=', '-p', String(pid)).trim().startsWith('T');
}
