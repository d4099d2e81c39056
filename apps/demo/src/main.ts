import { readEnvironment } from '#config';
import { once } from 'node:events';
import { apiClient } from './api-client.js';
import { apiDoor, transactionDoor } from './event-door.js';
import { readOptions, usage, type DemoOptions } from './options.js';
import { openPlatform, type Platform } from './platform.js';
import { failures, table } from './report.js';
import { tell } from './story.js';
import { traffic, type Product } from './traffic.js';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** What a shell reports of a program that a Ctrl-C ended. */
const interruptedCode = 130;

/** Runs the demo; resolves to the exit code, 1 if anything was lost, forged or out of order. */
export async function runDemo(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (options === undefined) return 1;
  if (options.running === undefined) say('starting a Postrider for this demo');
  // From before anything is started: what a Ctrl-C leaves behind would have to be looked for.
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => interruptedCode);
  const platform = await openPlatform(options);
  try {
    return await Promise.race([play(options, platform, interrupted), interrupted]);
  } finally {
    await platform.close();
  }
}

function optionsOf(args: readonly string[]): DemoOptions | undefined {
  try {
    return readOptions(args, readEnvironment());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    return undefined;
  }
}

async function play(
  { seconds, keep }: DemoOptions,
  { url, adminKey, databaseUrl }: Platform,
  interrupted: Promise<unknown>,
): Promise<number> {
  const api = apiClient(url, adminKey);
  const door = databaseUrl === undefined ? apiDoor(api) : transactionDoor(databaseUrl);
  try {
    say(`five products emit for ${seconds} seconds ${door.name}; receivers fail, stall and recover`);
    const products = Object.keys(traffic) as Product[];
    const rows = await Promise.all(products.map((product) => tell(product, { api, door, seconds })));
    const faults = failures(rows);
    say(`\n${table(rows)}\n`);
    say(faults.length === 0 ? 'Everything that was emitted was delivered, and nothing else.' : faults.join('\n'));
    if (keep) {
      say(`\nLook at it: ${url}/docs, admin key ${adminKey}. Ctrl-C ends it.`);
      await interrupted;
    }
    return faults.length === 0 ? 0 : 1;
  } finally {
    await door.close();
  }
}
