import { makeApplications } from '../api-client.js';
import { measure } from '../measure.js';
import { atMost } from '../result.js';
import { defineScenario, faults, warmUpEvents } from '../scenario.js';
import { withStand } from '../stand.js';
import { percentile } from '../statistics.js';

const aimMs = { p50: 10, p99: 50 };

/** A steady rate far below what the machine can do: what is left is the platform's own delay. */
export const latency = defineScenario({
  name: 'latency',
  summary: 'from 202 to received, at --rate events per second',
  numbers: { endpoints: 100, rate: 200, seconds: 30, connections: 32 },
  run: ({ closers, say, ...options }, { endpoints, rate, seconds, connections }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: false });
      say(`making ${endpoints} endpoints and warming up`);
      const applicationIds = await makeApplications(stand.account, urls);
      await measure(stand, { applicationIds, connections, perSecond: undefined, events: warmUpEvents });

      say(`emitting ${rate} events per second for ${seconds} s`);
      const measured = await measure(stand, { applicationIds, connections, perSecond: rate, events: rate * seconds });
      const [p50, p99] = [0.5, 0.99].map((share) => percentile(measured.matched.latenciesMs, share)) as [
        number,
        number,
      ];
      return {
        scenario: 'latency',
        settings: { ...options.named, endpoints, rate, seconds, connections },
        measurements: [
          { name: 'accepted', value: measured.acceptedPerSecond, unit: '/s' },
          { name: 'p50 from 202 to received', value: p50, unit: 'ms', aim: atMost(p50, aimMs.p50) },
          { name: 'p99 from 202 to received', value: p99, unit: 'ms', aim: atMost(p99, aimMs.p99) },
          { name: 'longest', value: measured.matched.latenciesMs.at(-1) ?? NaN, unit: 'ms' },
          ...faults(measured),
        ],
        usage: measured.usage,
      };
    }),
});
