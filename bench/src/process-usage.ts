import { readdirSync, readFileSync } from 'node:fs';

/** A process that takes part, as the results name it. */
export interface Participant {
  readonly name: string;
  readonly pid: number;
  /** A server of many processes, Postgres: theirs, living and ended, are counted with it. */
  readonly forks: boolean;
}

export interface Usage {
  readonly name: string;
  /** Undefined where /proc cannot be read, which is anywhere but on Linux. */
  readonly cpuSeconds: number | undefined;
  /** The most that was resident so far. Undefined for one that forks: its processes share most of theirs. */
  readonly peakRssBytes: number | undefined;
}

/** USER_HZ, in which Linux counts for user space on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** What each participant has used since it started. */
export function usageOf(participants: readonly Participant[]): Usage[] {
  return participants.map(({ name, pid, forks }) => ({
    name,
    cpuSeconds: forks ? familyCpuSeconds(pid) : readStat(pid)?.ownSeconds,
    peakRssBytes: forks ? undefined : readPeakRss(pid),
  }));
}

/** The CPU time between two readings of the same participants; the peak is that of the later one. */
export function usageBetween(before: readonly Usage[], after: readonly Usage[]): Usage[] {
  return after.map((late, i) => {
    const early = before[i]?.cpuSeconds;
    const cpuSeconds = late.cpuSeconds === undefined || early === undefined ? undefined : late.cpuSeconds - early;
    return { ...late, cpuSeconds };
  });
}

interface Stat {
  readonly parent: number;
  readonly ownSeconds: number;
  /** Of children that have ended and were waited for. */
  readonly endedSeconds: number;
}

/** proc_pid_stat(5): the fields after the name, which is in parentheses and may hold anything. */
function readStat(pid: number): Stat | undefined {
  const line = readProc(`/proc/${pid}/stat`);
  if (line === undefined) return undefined;
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (number: number): number => fields[number - 3] ?? 0;
  return {
    parent: field(4),
    ownSeconds: (field(14) + field(15)) / ticksPerSecond,
    endedSeconds: (field(16) + field(17)) / ticksPerSecond,
  };
}

function familyCpuSeconds(pid: number): number | undefined {
  const head = readStat(pid);
  if (head === undefined) return undefined;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = pids.map((name) => readStat(Number(name))).filter((stat) => stat?.parent === pid);
  const living = children.reduce((sum, stat) => sum + (stat?.ownSeconds ?? 0), 0);
  return head.ownSeconds + head.endedSeconds + living;
}

function readPeakRss(pid: number): number | undefined {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

/** Undefined where there is no such process any more, or no /proc at all. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
