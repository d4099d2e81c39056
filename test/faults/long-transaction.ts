import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Fault } from './runner/fault.js';

/** Three of these: before the comparison, what lies between, and after. */
const thirdMs = 12_000;
const least = 0.8;

/**
 * Somebody's report or a forgotten session holds a snapshot, so that vacuum may take no row away: everything that was
 * settled meanwhile still lies in the lanes, dead.
 */
export const longTransaction: Fault = {
  name: 'long-transaction',
  summary: 'a snapshot is held open for 36 s at 1,000 events/s: vacuum takes nothing away',
  queues: ['redis'],
  dispatchers: [{}],
  perSecond: 1_000,
  strike: async (scene) => {
    const client = new pg.Client({ connectionString: scene.stand.postgres.url });
    await client.connect();
    await client.query('begin isolation level repeatable read');
    await client.query('select count(*) from postrider.owed_delivery');
    const beganAtMs = performance.now();
    await sleep(3 * thirdMs);
    const inThird = (third: number): number =>
      scene.arrivals.countBetween(beganAtMs + third * thirdMs, beganAtMs + (third + 1) * thirdMs);
    const [first, last] = [inThird(0), inThird(2)];
    await client.query('rollback');
    await client.end();
    const perSecond = (count: number): number => Math.round((count * 1_000) / thirdMs);
    scene.find(`${perSecond(first)} deliveries/s at first, ${perSecond(last)}/s in the end`, last >= least * first);
  },
};
