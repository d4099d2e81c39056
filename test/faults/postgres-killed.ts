import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const awayMs = 2_000;

/** What was answered with 202 must be in the log that the next start replays. */
export const postgresKilled: Fault = {
  name: 'postgres-killed',
  summary: 'kill -9 of Postgres and all its sessions; started again, it recovers',
  queues: ['redis', 'postgres'],
  dispatchers: [{}],
  strike: async (scene) => {
    const { postgres } = scene.stand;
    await scene.strikeAtOnce(() => {
      postgres.kill();
    });
    await postgres.ended();
    await sleep(awayMs);
    await postgres.startAgain();
  },
};
