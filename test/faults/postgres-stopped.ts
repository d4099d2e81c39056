import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const awayMs = 10_000;

export const postgresStopped: Fault = {
  name: 'postgres-stopped',
  summary: 'Postgres is shut down, away for 10 s and started again',
  queues: ['redis', 'postgres'],
  dispatchers: [{}],
  strike: async (scene) => {
    const { postgres } = scene.stand;
    await scene.strikeAtOnce(() => {
      postgres.beginStop();
    });
    await postgres.ended();
    await sleep(awayMs);
    await postgres.startAgain();
  },
};
