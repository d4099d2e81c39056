import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from './clock.js';
import type { ReceiverSkills } from './receiver.js';
import type { Worker } from './worker.js';

const pollMs = 100;

/**
 * Waits until the receiver has had `wanted` requests, answered or not, or none has come for `patienceMs`. Tells how
 * many it had.
 */
export async function arrivals(receiver: Worker<ReceiverSkills>, wanted: number, patienceMs: number): Promise<number> {
  let seen = -1;
  let giveUpAtMs = 0;
  for (;;) {
    const count = await receiver.ask('count', undefined);
    if (count > seen) giveUpAtMs = nowMs() + patienceMs;
    if (count >= wanted || nowMs() > giveUpAtMs) return count;
    seen = count;
    await sleep(pollMs);
  }
}
