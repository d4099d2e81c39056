import { openDatabase, parsePublicId } from '#persistence';
import type pg from 'pg';
import { makeApplication, makeApplications } from '../api-client.js';
import { fillMonth } from '../fill-month.js';
import { owe } from '../fill.js';
import { measureLists, type Applications } from '../listing/measure-lists.js';
import { defineScenario } from '../scenario.js';
import { withStand, type Stand } from '../stand.js';

const reportEvery = 1_000_000;

/** Whether every list is quick over a month of history, whatever it is asked and however deep the page lies. */
export const listing = defineScenario({
  name: 'listing',
  summary: 'every list and filter over --rows deliveries of a month, over HTTP; fails above 50 ms at p99',
  numbers: { rows: 10_000_000, requests: 200, owed: 100_000 },
  exacting: true,
  run: ({ closers, say, ...options }, { rows, requests, owed }) =>
    withStand(options, closers, async (stand) => {
      say('making applications and endpoints');
      const applications = await fill(stand, { rows, owed }, say);
      const database = openDatabase({ url: urlOf(stand.database), poolSize: 2, applicationName: 'postrider-bench' });
      closers.add(() => database.close());
      const measurements = await measureLists({ ...stand, database }, applications, requests, say);
      return { scenario: 'listing', settings: { ...options.named, rows, requests, owed }, measurements, usage: [] };
    }),
});

async function fill(
  { account, database }: Stand,
  { rows, owed }: { readonly rows: number; readonly owed: number },
  say: (line: string) => void,
): Promise<Applications> {
  const urls = (count: number) => Array.from({ length: count }, (_, n) => `http://127.0.0.1:9/${n}`);
  const busy = await makeApplication(account, 'busy', urls(40));
  const quiet = await makeApplications(
    account,
    urls(60).map((url, n) => url.replace('127.0.0.1', `127.0.1.${n + 1}`)),
  );
  const rare = await makeApplication(account, 'rare', urls(1));
  const [busyIds, quietIds, [rareId = '']] = await Promise.all([
    endpointsOf(database, [busy]),
    endpointsOf(database, quiet),
    endpointsOf(database, [rare]),
  ]);
  await fillMonth(database, { busy: busyIds, quiet: quietIds, rare: rareId, deliveries: rows }, (filled) => {
    if (filled % reportEvery === 0) say(`history: ${filled} of ${rows}`);
  });
  say(`owing ${owed} deliveries to one endpoint`);
  const [blocked = ''] = quiet;
  await pauseAll(database, blocked);
  await owe(database, blocked, owed);
  return { busy, rare, blocked };
}

async function endpointsOf(database: pg.Pool, applications: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'select id from postrider.endpoint where application_id = any($1) order by id',
    [applications.map((id) => parsePublicId('application', id))],
  );
  return rows.map(({ id }) => id);
}

/** What is owed stays owed: nobody is to be delivered to while lists are timed. */
async function pauseAll(database: pg.Pool, application: string): Promise<void> {
  await database.query(`update postrider.endpoint set state = 'paused' where application_id = $1`, [
    parsePublicId('application', application),
  ]);
}

function urlOf(database: pg.Pool): string {
  const { connectionString } = database.options;
  if (connectionString === undefined) throw new Error('bug: the stand opened its pool without a URL');
  return connectionString;
}
