import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const goneMs = 2_000;

/** Answers are lost on the way, so the load repeats events that were committed; each must still be one event. */
export const killApi: Fault = {
  name: 'kill-api',
  summary: 'kill -9 of the API, which is started again',
  queues: ['redis'],
  dispatchers: [{}],
  strike: async ({ stand: { platform } }) => {
    await platform.kill(platform.api);
    await sleep(goneMs);
    platform.startApi();
  },
};
