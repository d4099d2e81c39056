import { Closers } from '../../../bench/src/closers.js';
import { hasPassed, type Report } from './judge.js';
import { readOptions, usage, UsageError, type Options } from './options.js';
import { heading, toText } from './report.js';
import { runFault } from './run-fault.js';

const interruptedCode = 130;
const usageCode = 2;

/** Runs what the command line asks for, one fault after the other; resolves with the exit code. */
export async function runFaults(args: readonly string[]): Promise<number> {
  const closers = new Closers();
  exitWhenInterrupted(closers);
  try {
    const options = readOptions(args);
    if (options.help) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    const reports = await runAll(options, closers);
    return reports.length === options.runs.length && reports.every(hasPassed) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`faults: ${error.message}\n`);
    return usageCode;
  } finally {
    await closers.close();
  }
}

/** Every fault gets its turn, whatever became of the ones before. */
async function runAll({ runs, json, keep }: Options, closers: Closers): Promise<Report[]> {
  const reports: Report[] = [];
  const progress = json ? process.stderr : process.stdout;
  progress.write(`${heading}\n`);
  for (const { fault, queue } of runs) {
    try {
      const report = await runFault(fault, { queue, keep }, closers);
      reports.push(report);
      progress.write(`${toText(report)}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      progress.write(`${fault.name} on ${queue} FAILED: ${reason}\n`);
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  else if (reports.length > 1) progress.write(`\n${heading}\n${reports.map(toText).join('\n')}\n`);
  return reports;
}

/** Takes down what runs and exits; a second signal does not wait for that. */
function exitWhenInterrupted(closers: Closers): void {
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupted) process.exit(interruptedCode);
      interrupted = true;
      void closers.close().then(() => process.exit(interruptedCode));
    });
  }
}
