import { makeApplication } from '../api-client.js';
import { arrivals } from '../arrivals.js';
import { nowMs } from '../clock.js';
import { owe } from '../fill.js';
import { idsOf } from '../journal.js';
import { recorded } from '../measure.js';
import { usageBetween, usageOf } from '../process-usage.js';
import { none } from '../result.js';
import { defineScenario } from '../scenario.js';
import { withStand } from '../stand.js';

const patienceMs = 60_000;

/** A backlog that became due at once, as after an outage of the receiver. */
export const drain = defineScenario({
  name: 'drain',
  summary: '--owed deliveries over --endpoints endpoints become due at once',
  numbers: { endpoints: 1, owed: 1_000_000 },
  run: ({ closers, say, ...options }, { endpoints, owed }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: false });
      const applicationId = await makeApplication(stand.account, 'drained', urls);
      const perEndpoint = Math.ceil(owed / endpoints);
      say(`owing ${perEndpoint} deliveries to each of ${endpoints} endpoints`);
      await owe(stand.database, applicationId, perEndpoint);
      const before = usageOf(stand.participants);
      const startedAtMs = nowMs();
      say('draining');
      await arrivals(stand.receiver, perEndpoint * endpoints, patienceMs);
      await recorded(stand, [applicationId]);
      const usage = usageBetween(before, usageOf(stand.participants));
      const received = await stand.receiver.ask('entries', undefined);
      const lastMs = received.atMs.reduce((latest, atMs) => Math.max(latest, atMs), startedAtMs);
      const arrived = received.count;
      const different = new Set(idsOf(received)).size;
      return {
        scenario: 'drain',
        settings: { ...options.named, endpoints, owed },
        measurements: [
          { name: 'delivered', value: (different * 1_000) / (lastMs - startedAtMs), unit: '/s' },
          { name: 'until the last was received', value: (lastMs - startedAtMs) / 1_000, unit: 's' },
          none('deliveries lost', perEndpoint * endpoints - different),
          none('deliveries made twice', arrived - different),
        ],
        usage,
      };
    }),
});
