import type { Fault } from './runner/fault.js';

/** In an orderly end what is in flight is finished, which takes no longer than an attempt may. */
const promisedMs = 12_000;

/** Leaves one of two dispatchers as an update does: nothing may be made twice, and nothing wait for its locks. */
export const drainOnSigterm: Fault = {
  name: 'drain-on-sigterm',
  summary: 'SIGTERM for one of two dispatchers: it finishes what it began, and leaves',
  queues: ['redis', 'postgres'],
  dispatchers: [{}, {}],
  strike: async (scene) => {
    const { platform } = scene.stand;
    const [dispatcher] = platform.dispatchers;
    if (dispatcher === undefined) throw new Error('bug: there is no dispatcher to stop');
    const askedAtMs = performance.now();
    await platform.stopOne(dispatcher);
    const tookMs = performance.now() - askedAtMs;
    scene.find(`gone ${(tookMs / 1_000).toFixed(1)} s after SIGTERM`, tookMs < promisedMs);
  },
};
