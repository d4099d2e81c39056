import { makeApplication, makeApplications } from '../api-client.js';
import { fillHistory, owe } from '../fill.js';
import { measure } from '../measure.js';
import { atLeast } from '../result.js';
import { defineScenario, faults, latencies, warmUpEvents } from '../scenario.js';
import { withStand } from '../stand.js';

const aimShare = 0.9;
const reportEvery = 1_000_000;

/** Whether a delivery costs more after months of them, and beside a backlog that cannot be delivered. */
export const growth = defineScenario({
  name: 'growth',
  summary:
    'throughput with --history deliveries of history and --owed owed to a dead endpoint, against an empty system',
  numbers: { endpoints: 100, events: 30_000, history: 10_000_000, owed: 1_000_000, connections: 64 },
  run: ({ closers, say, ...options }, { endpoints, events, history, owed, connections }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: false });
      const deadUrls = await stand.openReceiver().ask('open', { count: 1, silent: true });
      say(`making ${endpoints} endpoints and warming up`);
      const applicationIds = await makeApplications(stand.account, urls);
      const deadApplication = await makeApplication(stand.account, 'dead', deadUrls);
      const order = { applicationIds, connections, perSecond: undefined, events };
      await measure(stand, { ...order, events: warmUpEvents });

      say(`empty: emitting ${events} events`);
      const empty = await measure(stand, order);
      await fillHistory(stand.database, history, (filled) => {
        if (filled % reportEvery === 0) say(`history: ${filled} of ${history}`);
      });
      say(`owing ${owed} deliveries to a dead endpoint`);
      await owe(stand.database, deadApplication, owed);
      await measure(stand, { ...order, events: warmUpEvents });
      say(`grown: emitting ${events} events`);
      const grown = await measure(stand, order);

      const share = grown.deliveredPerSecond / empty.deliveredPerSecond;
      return {
        scenario: 'growth',
        settings: { ...options.named, endpoints, events, history, owed, connections },
        measurements: [
          { name: 'delivered, empty', value: empty.deliveredPerSecond, unit: '/s' },
          { name: 'delivered, grown', value: grown.deliveredPerSecond, unit: '/s' },
          { name: 'grown / empty', value: share, unit: '', aim: atLeast(share, aimShare) },
          ...latencies(grown),
          ...faults(grown),
        ],
        usage: grown.usage,
      };
    }),
});
