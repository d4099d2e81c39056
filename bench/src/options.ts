import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Scenario } from './scenario.js';
import { everything, scenarios } from './scenarios/index.js';
import type { Queue } from './stand.js';

export interface PlannedRun {
  readonly scenario: Scenario;
  readonly numbers: Readonly<Record<string, number>>;
  readonly queue: Queue;
  readonly together: boolean;
}

export interface Options {
  readonly runs: readonly PlannedRun[];
  readonly json: boolean;
  readonly profile: boolean;
}

/** The command line is not one that the bench understands; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const queues: readonly Queue[] = ['redis', 'postgres'];

export const usage = [
  'npm run bench -- <scenario> [--queue redis|postgres] [--together] [--json] [--profile] [options of the scenario]',
  '',
  ...scenarios.map(({ name, summary, numbers }) => {
    const options = Object.entries(numbers).map(([option, value]) => `--${option} ${value}`);
    return `  ${name.padEnd(12)} ${summary}\n${' '.repeat(15)}${options.join(' ')}`;
  }),
  `  ${'all'.padEnd(12)} every scenario: on Redis, and as the embedded default`,
  '',
  '  --together   API and dispatcher in one process, as npm start runs them',
  '  --profile    where the time went: functions, statements, Redis commands',
].join('\n');

/** @throws UsageError of one line */
export function readOptions(args: readonly string[]): Options {
  const [name, ...rest] = args;
  if (name === undefined || name.startsWith('-')) throw new UsageError(`name a scenario: ${scenarioNames()}`);
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined && name !== 'all') {
    throw new UsageError(`there is no scenario "${name}"; there are ${scenarioNames()}`);
  }
  const values = parse(rest, Object.keys(scenario?.numbers ?? {}));
  const { queue = defaultQueue(), together } = values;
  return {
    runs: scenario === undefined ? allRuns() : [{ scenario, numbers: values.numbers, queue, together }],
    json: values.json,
    profile: values.profile,
  };
}

function scenarioNames(): string {
  return [...scenarios.map((scenario) => scenario.name), 'all'].join(', ');
}

function parse(args: readonly string[], numberNames: readonly string[]) {
  const numberOptions = Object.fromEntries(numberNames.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...numberOptions,
        queue: { type: 'string' },
        together: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
      },
    });
    const { queue, together, json, profile, ...texts } = values;
    const numbers = Object.entries(texts).map(([name, text]) => [name, positiveInteger(name, String(text))] as const);
    return { queue: queueOf(queue), together, json, profile, numbers: Object.fromEntries(numbers) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [firstSentence] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(
      `${firstSentence ?? ''} (known here: ${[...numberNames, 'queue', 'together', 'json', 'profile'].join(', ')})`,
    );
  }
}

function positiveInteger(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${name} must be a whole number from 1, not "${text}"`);
  return Number(text);
}

function queueOf(wanted: string | undefined): Queue | undefined {
  if (wanted === undefined) return undefined;
  const queue = queues.find((known) => known === wanted);
  if (queue === undefined) throw new UsageError(`--queue must be ${queues.join(' or ')}, not "${wanted}"`);
  if (queue === 'redis' && !hasRedis()) throw new UsageError('there is no redis-server on this machine');
  return queue;
}

function defaultQueue(): Queue {
  return hasRedis() ? 'redis' : 'postgres';
}

function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Everything on Redis where there is one, and everything as the embedded default has it. */
function allRuns(): PlannedRun[] {
  const onRedis = hasRedis() ? everything.map((run) => ({ ...run, queue: 'redis' as const, together: false })) : [];
  const embedded = everything.map((run) => ({ ...run, queue: 'postgres' as const, together: true }));
  return [...onRedis, ...embedded];
}
