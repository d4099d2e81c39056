import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const tenMinutesMs = 600_000;
const watchedMs = 15_000;

/** Receivers refuse a signature whose time is more than five minutes off, whoever's clock was wrong. */
export const clockOff: Fault = {
  name: 'clock-off',
  summary: 'one dispatcher is 10 minutes fast, the other 10 minutes slow',
  queues: ['redis', 'postgres'],
  dispatchers: [{ clockSkewMs: tenMinutesMs }, { clockSkewMs: -tenMinutesMs }],
  strike: async () => {
    await sleep(watchedMs);
  },
};
