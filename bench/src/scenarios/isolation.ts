import { makeApplication, makeApplications } from '../api-client.js';
import { arrivals } from '../arrivals.js';
import { owe } from '../fill.js';
import { measure, type Measured } from '../measure.js';
import { beginProfile, endProfile } from '../profile/profile-of.js';
import { atMost, type Measurement } from '../result.js';
import { defineScenario, faults, warmUpEvents } from '../scenario.js';
import { withStand } from '../stand.js';
import { percentile } from '../statistics.js';

const aimFactor = 2;
const patienceMs = 15_000;

/** What healthy endpoints notice of many that accept connections and never answer. */
export const isolation = defineScenario({
  name: 'isolation',
  summary:
    'latency with --dead endpoints that never answer and --owed deliveries owed to each, against the quiet system',
  numbers: { endpoints: 100, dead: 1_000, owed: 100, rate: 200, seconds: 20, connections: 32 },
  run: ({ closers, say, ...options }, { endpoints, dead, owed, rate, seconds, connections }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: false });
      const silent = stand.openReceiver();
      const deadUrls = await silent.ask('open', { count: dead, silent: true });
      say(`making ${endpoints + dead} endpoints and warming up`);
      const applicationIds = await makeApplications(stand.account, urls);
      const deadApplication = await makeApplication(stand.account, 'dead', deadUrls);
      await measure(stand, { applicationIds, connections, perSecond: undefined, events: warmUpEvents });

      const order = { applicationIds, connections, perSecond: rate, events: rate * seconds };
      say(`quiet, ${rate} events per second for ${seconds} s`);
      const quiet = await measure(stand, order);
      say(`owing ${dead * owed} deliveries to ${dead} dead endpoints`);
      await owe(stand.database, deadApplication, owed);
      const held = await arrivals(silent, dead, patienceMs);
      say(`again, beginning with ${held} requests that nobody answers`);
      const onset = await measure(stand, order);
      say('again, now that the dead are known');
      const { profileDirectory } = options;
      if (profileDirectory !== undefined) await beginProfile(stand);
      const settled = await measure(stand, order);

      const quietP99 = percentile(quiet.matched.latenciesMs, 0.99);
      return {
        scenario: 'isolation',
        settings: { ...options.named, endpoints, dead, owed, rate, seconds, connections },
        measurements: [
          ...compared('quiet', quiet, undefined),
          ...compared('as the dead become due', onset, quietP99),
          ...compared('beside the dead', settled, quietP99),
          ...faults(settled),
        ],
        usage: settled.usage,
        ...(profileDirectory !== undefined && { profile: await endProfile(stand, profileDirectory, settled) }),
      };
    }),
});

function compared(phase: string, { matched }: Measured, quietP99: number | undefined): Measurement[] {
  const p99 = percentile(matched.latenciesMs, 0.99);
  const absolute = [
    { name: `p50 ${phase}`, value: percentile(matched.latenciesMs, 0.5), unit: 'ms' },
    { name: `p99 ${phase}`, value: p99, unit: 'ms' },
  ];
  if (quietP99 === undefined) return absolute;
  const factor = p99 / quietP99;
  return [...absolute, { name: `p99 ${phase} / quiet`, value: factor, unit: '', aim: atMost(factor, aimFactor) }];
}
