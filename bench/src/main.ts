import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Closers } from './closers.js';
import { describeMachine } from './machine.js';
import { readOptions, usage, UsageError, type Options } from './options.js';
import { keep, toJson, toText, type KeptResult } from './report.js';

const interruptedCode = 130;
const usageCode = 2;
const missedCode = 1;

/** Runs what the command line asks for, one scenario after the other; resolves with the exit code. */
export async function runBench(args: readonly string[]): Promise<number> {
  if (args.length === 0 || args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return args.length === 0 ? usageCode : 0;
  }
  const closers = new Closers();
  const run = { interrupted: false };
  exitWhenInterrupted(run, closers);
  try {
    return (await runAll(readOptions(args), closers)) ? 0 : missedCode;
  } catch (error) {
    // Taking a run down makes it fail; that is not worth a word.
    if (run.interrupted) return interruptedCode;
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench: ${error.message}\n`);
    return usageCode;
  } finally {
    await closers.close();
  }
}

/** Takes down what runs and exits, whatever the scenario is waiting for; a second signal does not wait. */
function exitWhenInterrupted(run: { interrupted: boolean }, closers: Closers): void {
  const interrupt = (): void => {
    if (run.interrupted) process.exit(interruptedCode);
    run.interrupted = true;
    void closers.close().then(() => process.exit(interruptedCode));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
}

/** False when an exacting scenario missed an aim. */
async function runAll({ runs, json, profile }: Options, closers: Closers): Promise<boolean> {
  const machine = describeMachine();
  const results: KeptResult[] = [];
  let holds = true;
  for (const { scenario, numbers, queue, together } of runs) {
    const profileDirectory = profile ? await mkdtemp(join(tmpdir(), 'postrider-profile-')) : undefined;
    const say = (line: string): void => {
      process.stderr.write(`bench: ${scenario.name} on ${queue}: ${line}\n`);
    };
    const named = { queue, platform: together ? 'together' : 'apart' };
    const bench = { queue, together, profileDirectory, named, closers, say };
    const [loadAverageBefore = 0] = loadavg();
    const result = await scenario.run(bench, numbers);
    const kept = { measuredAt: new Date().toISOString(), machine, loadAverageBefore, ...result };
    results.push(kept);
    if (scenario.exacting === true) holds &&= kept.measurements.every(({ aim }) => aim?.holds !== false);
    const file = await keep(kept);
    if (!json) process.stdout.write(`\n${toText(kept)}\n\n`);
    say(`kept in ${file}`);
  }
  if (json) process.stdout.write(`[${results.map(toJson).join(',\n')}]\n`);
  return holds;
}
