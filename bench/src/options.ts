import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Scenario } from './scenario.js';
import { everything, scenarios } from './scenarios/index.js';
import type { Queue } from './stand.js';

export interface PlannedRun {
  readonly scenario: Scenario;
  readonly numbers: Readonly<Record<string, number>>;
  readonly queue: Queue;
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
  'npm run bench -- <scenario> [--queue redis|postgres] [--json] [--profile] [options of the scenario]',
  '',
  ...scenarios.map(({ name, summary, numbers }) => {
    const options = Object.entries(numbers).map(([option, value]) => `--${option} ${value}`);
    return `  ${name.padEnd(12)} ${summary}\n${' '.repeat(15)}${options.join(' ')}`;
  }),
  `  ${'all'.padEnd(12)} every scenario, on every queue that there is`,
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
  const chosenQueues = queuesOf(values.queue, scenario === undefined);
  const planned = scenario === undefined ? everything : [{ scenario, numbers: values.numbers }];
  return {
    runs: chosenQueues.flatMap((queue) => planned.map((run) => ({ ...run, queue }))),
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
        json: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
      },
    });
    const { queue, json, profile, ...texts } = values;
    const numbers = Object.entries(texts).map(([name, text]) => [name, positiveInteger(name, String(text))] as const);
    return { queue, json, profile, numbers: Object.fromEntries(numbers) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [firstSentence] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(
      `${firstSentence ?? ''} (known here: ${[...numberNames, 'queue', 'json', 'profile'].join(', ')})`,
    );
  }
}

function positiveInteger(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${name} must be a whole number from 1, not "${text}"`);
  return Number(text);
}

function queuesOf(wanted: string | undefined, all: boolean): readonly Queue[] {
  const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
  if (wanted === undefined) {
    if (all) return queues.filter((queue) => queue !== 'redis' || hasRedis);
    return [hasRedis ? 'redis' : 'postgres'];
  }
  const queue = queues.find((known) => known === wanted);
  if (queue === undefined) throw new UsageError(`--queue must be ${queues.join(' or ')}, not "${wanted}"`);
  if (queue === 'redis' && !hasRedis) throw new UsageError('there is no redis-server on this machine');
  return [queue];
}
