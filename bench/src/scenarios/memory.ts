import { setTimeout as sleep } from 'node:timers/promises';
import { makeApplication } from '../api-client.js';
import { arrivals } from '../arrivals.js';
import { owe } from '../fill.js';
import { usageOf } from '../process-usage.js';
import { atLeast, atMost, type Measurement } from '../result.js';
import { defineScenario } from '../scenario.js';
import { withStand } from '../stand.js';

const aimMiB = 300;
const aimInFlight = 4_000;
const patienceMs = 8_000;
/** A lane begins with one request, and one that is never answered gets no more. */
const inFlightPerEndpoint = 1;

/** The most that a dispatcher holds: every lane at work, each behind a backlog, and nobody answers. */
export const memory = defineScenario({
  name: 'memory',
  summary: "the dispatcher's peak with --owed deliveries owed to --endpoints endpoints that never answer",
  numbers: { endpoints: 4_000, owed: 1_000_000, seconds: 20 },
  run: ({ closers, say, ...options }, { endpoints, owed, seconds }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: true });
      say(`making ${endpoints} endpoints`);
      const applicationId = await makeApplication(stand.account, 'silent', urls);
      say(`owing ${owed} deliveries`);
      await owe(stand.database, applicationId, Math.ceil(owed / endpoints));
      // Counted before the first can have timed out, so each request that came is still in flight.
      const inFlight = await arrivals(stand.receiver, endpoints * inFlightPerEndpoint, patienceMs);
      await sleep(seconds * 1_000);
      const usage = usageOf(stand.participants);
      const peakMiB = Math.max(
        ...usage.filter(isDispatcher).map(({ peakRssBytes }) => (peakRssBytes ?? NaN) / 2 ** 20),
      );
      return {
        scenario: 'memory',
        settings: { ...options.named, endpoints, owed, seconds },
        measurements: [
          peakOf(options.together, peakMiB),
          { name: 'requests in flight', value: inFlight, unit: '', aim: atLeast(inFlight, aimInFlight) },
        ],
        usage,
      };
    }),
});

/** The aim is a dispatcher's: a process that is the API as well has made the endpoints, and holds what that took. */
function peakOf(together: boolean, peakMiB: number): Measurement {
  if (together) return { name: 'API and dispatcher, peak resident', value: peakMiB, unit: 'MiB' };
  return { name: 'dispatcher, peak resident', value: peakMiB, unit: 'MiB', aim: atMost(peakMiB, aimMiB) };
}

function isDispatcher({ name }: { readonly name: string }): boolean {
  return name === 'dispatcher' || name === 'standalone';
}
