import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

/** As long as an orchestrator takes to notice and start another. */
const goneMs = 2_000;

/** The only dispatcher is killed, and another started: its lanes are locked by a dead process. */
export const killDispatcher: Fault = {
  name: 'kill-dispatcher',
  summary: 'kill -9 of the only dispatcher, which is started again',
  queues: ['redis', 'postgres'],
  dispatchers: [{}],
  strike: async (scene) => {
    const { platform } = scene.stand;
    const [dispatcher] = platform.dispatchers;
    if (dispatcher === undefined) throw new Error('bug: there is no dispatcher to kill');
    await scene.strikeAtOnce(() => platform.kill(dispatcher));
    await sleep(goneMs);
    platform.startDispatcher();
  },
};
