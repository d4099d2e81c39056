import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const cutMs = 10_000;

/** A quarter of the receivers answer nothing, refuse nothing and never got the requests; the others must not notice. */
export const receiverCut: Fault = {
  name: 'receiver-cut',
  summary: 'the network to 5 of 20 receivers swallows everything for 10 s',
  queues: ['redis'],
  dispatchers: [{}],
  cuttable: 5,
  strike: async (scene) => {
    const proxies = scene.customers.flatMap(({ proxy }) => proxy ?? []);
    await scene.strikeAtOnce(() => {
      for (const proxy of proxies) proxy.cut();
    });
    await sleep(cutMs);
    for (const proxy of proxies) proxy.heal();
  },
};
