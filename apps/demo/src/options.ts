import type { Environment } from '#config';
import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** How long events are emitted. */
  readonly seconds: number;
  /** Stay afterwards, so that what happened can be looked at. */
  readonly keep: boolean;
  /** Of a Postrider that runs; absent, the demo starts one for itself. */
  readonly running?: { readonly url: string; readonly adminKey: string; readonly databaseUrl: string | undefined };
}

export const usage = `npm run demo [-- --seconds 20] [-- --keep]

Five products emit events, their receivers verify, fail, stall and recover, and a table says what became of it all.
Starts a Postrider of its own that leaves nothing behind, unless POSTRIDER_URL and POSTRIDER_ADMIN_KEY name one that
runs (with EGRESS_HTTP and EGRESS_ALLOW for receivers on this machine). Events are emitted within transactions of its
database if DATABASE_URL names that as well, by the API otherwise.`;

/** @throws TypeError that says what is wrong with the arguments */
export function readOptions(args: readonly string[], environment: Environment): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '20' }, keep: { type: 'boolean', default: false } },
  });
  const seconds = Number(values.seconds);
  if (!(seconds >= 1 && seconds <= 3_600)) throw new TypeError('--seconds takes a number from 1 to 3600');
  const { POSTRIDER_URL: url, POSTRIDER_ADMIN_KEY: adminKey, DATABASE_URL: databaseUrl } = environment;
  if (url === undefined) return { seconds, keep: values.keep };
  if (adminKey === undefined)
    throw new TypeError('POSTRIDER_URL names a Postrider that runs: POSTRIDER_ADMIN_KEY is needed');
  return { seconds, keep: values.keep, running: { url: url.replace(/\/$/, ''), adminKey, databaseUrl } };
}
