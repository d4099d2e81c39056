import { makeApplication } from '../api-client.js';
import { measure } from '../measure.js';
import { defineScenario, faults, latencies } from '../scenario.js';
import { withStand } from '../stand.js';

/** One application of many endpoints that all want every event. */
export const fanOut = defineScenario({
  name: 'fan-out',
  summary: 'every event is owed to all of --endpoints endpoints',
  numbers: { endpoints: 1_000, events: 20, connections: 2 },
  run: ({ closers, say, ...options }, { endpoints, events, connections }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: false });
      say(`making ${endpoints} endpoints and warming up`);
      const applicationId = await makeApplication(stand.account, 'fan-out', urls);
      const order = { applicationIds: [applicationId], connections, perSecond: undefined };
      await measure(stand, { ...order, events: 3 });

      say(`emitting ${events} events`);
      const measured = await measure(stand, { ...order, events });
      return {
        scenario: 'fan-out',
        settings: { ...options.named, endpoints, events, connections },
        measurements: [
          { name: 'accepted', value: measured.acceptedPerSecond, unit: '/s' },
          { name: 'delivered', value: measured.deliveredPerSecond, unit: '/s' },
          ...latencies(measured),
          ...faults(measured),
        ],
        usage: measured.usage,
      };
    }),
});
