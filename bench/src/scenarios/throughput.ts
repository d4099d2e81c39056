import { makeApplications } from '../api-client.js';
import { measure } from '../measure.js';
import { beginProfile, endProfile } from '../profile/profile-of.js';
import { atLeast } from '../result.js';
import { defineScenario, faults, latencies, warmUpEvents } from '../scenario.js';
import { withStand } from '../stand.js';

const bareLoopRequests = 20_000;
const aimPerSecond = 3_000;

/** As many events as the API takes, one delivery each, spread evenly over the endpoints. */
export const throughput = defineScenario({
  name: 'throughput',
  summary: 'sustained deliveries per second over --endpoints endpoints, one delivery an event',
  numbers: { endpoints: 100, events: 30_000, connections: 64 },
  run: ({ closers, say, ...options }, { endpoints, events, connections }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: false });
      say('bare loop');
      await stand.bareLoop.ask('run', { urls, requests: warmUpEvents, inFlight: connections });
      const bare = await stand.bareLoop.ask('run', { urls, requests: bareLoopRequests, inFlight: connections });

      say(`making ${endpoints} endpoints and warming up`);
      const applicationIds = await makeApplications(stand.account, urls);
      const order = { applicationIds, connections, perSecond: undefined };
      await measure(stand, { ...order, events: warmUpEvents });
      const { profileDirectory } = options;
      if (profileDirectory !== undefined) await beginProfile(stand);

      say(`emitting ${events} events`);
      const measured = await measure(stand, { ...order, events });
      const { acceptedPerSecond, deliveredPerSecond, settledAtMs, matched } = measured;
      return {
        scenario: 'throughput',
        settings: { ...options.named, endpoints, events, connections },
        measurements: [
          { name: 'accepted', value: acceptedPerSecond, unit: '/s' },
          { name: 'delivered', value: deliveredPerSecond, unit: '/s', aim: atLeast(deliveredPerSecond, aimPerSecond) },
          ...latencies(measured),
          { name: 'bare signed POST loop', value: bare.perSecond, unit: '/s' },
          { name: 'delivered / bare loop', value: deliveredPerSecond / bare.perSecond, unit: '' },
          { name: 'recorded after the last arrival', value: settledAtMs - matched.lastReceivedAtMs, unit: 'ms' },
          { name: 'connections opened', value: measured.connectionsOpened, unit: '' },
          ...faults(measured),
        ],
        usage: measured.usage,
        ...(profileDirectory !== undefined && { profile: await endProfile(stand, profileDirectory, measured) }),
      };
    }),
});
