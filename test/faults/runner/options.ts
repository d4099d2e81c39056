import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Queue } from '../../../bench/src/stand.js';
import type { Fault } from './fault.js';
import { faults } from './faults.js';

export interface PlannedRun {
  readonly fault: Fault;
  readonly queue: Queue;
}

export interface Options {
  readonly runs: readonly PlannedRun[];
  readonly json: boolean;
  readonly keep: boolean;
  readonly help: boolean;
}

/** The command line is not one that the fault tests understand; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = [
  'npm run test:faults -- [--only <fault>]… [--queue redis|postgres] [--json] [--keep]',
  '',
  ...faults.map(({ name, summary, queues }) => `  ${name.padEnd(18)} ${summary} (${queues.join(', ')})`),
  '',
  '  --keep leaves logs and data of each run in a directory, and says which',
].join('\n');

/** @throws UsageError of one line */
export function readOptions(args: readonly string[]): Options {
  const { only, queue, ...flags } = parse(args);
  const unknown = only.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined) throw new UsageError(`there is no fault "${unknown}"; see --help`);
  const chosen = only.length === 0 ? faults : faults.filter(({ name }) => only.includes(name));
  const available = queuesThatMayBeUsed(queue);
  const runs = chosen.flatMap((fault) =>
    fault.queues.filter((wanted) => available.includes(wanted)).map((used) => ({ fault, queue: used })),
  );
  if (runs.length === 0) throw new UsageError('nothing is left to run: these faults need another queue');
  return { runs, ...flags };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        queue: { type: 'string' },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { queue: undefined, ...values };
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\. |\n/)[0] ?? ''}; see --help`);
  }
}

/** Without a redis-server on the machine its faults are left out, except in CI, which must have one. */
function queuesThatMayBeUsed(wanted: string | undefined): readonly Queue[] {
  if (wanted === 'postgres') return ['postgres'];
  if (wanted !== undefined && wanted !== 'redis') throw new UsageError(`--queue must be redis or postgres`);
  const hasRedis = process.env['CI'] === 'true' || spawnSync('redis-server', ['--version']).status === 0;
  if (wanted === 'redis' && !hasRedis) throw new UsageError('there is no redis-server on this machine');
  if (wanted === 'redis') return ['redis'];
  return hasRedis ? ['redis', 'postgres'] : ['postgres'];
}
