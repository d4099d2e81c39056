import { makeApplications } from '../api-client.js';
import { measure, type Measured } from '../measure.js';
import type { Measurement } from '../result.js';
import { defineScenario, faults, warmUpEvents } from '../scenario.js';
import { withStand } from '../stand.js';

/** Matches every event of the bench, at the price of looking at all of it. */
const subscription = {
  eventType: '*',
  filter: {
    and: [
      { path: '/currency', in: ['USD', 'EUR'] },
      { path: '/lines', any: { path: '/sku', prefix: 'KETTLE-' } },
      { not: { path: '/test', exists: true } },
    ],
  },
};

/** What a filter costs: the same load without and with one, turn about, so that what else the machine does hits both. */
export const filters = defineScenario({
  name: 'filters',
  summary: 'throughput over --endpoints endpoints whose subscriptions have a filter, against the same without',
  numbers: { endpoints: 100, events: 20_000, rounds: 2, connections: 64 },
  run: ({ closers, say, ...options }, { endpoints, events, rounds, connections }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints, silent: false });
      say(`making ${2 * endpoints} endpoints and warming up`);
      const bareIds = await makeApplications(stand.account, urls);
      const filteredIds = await makeApplications(stand.account, urls, subscription);
      const run = (applicationIds: string[], count: number) =>
        measure(stand, { applicationIds, connections, perSecond: undefined, events: count });
      for (const ids of [bareIds, filteredIds]) await run(ids, warmUpEvents);

      const bare: Measured[] = [];
      const filtered: Measured[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        say(`round ${round}: emitting ${events} events without and ${events} with filters`);
        bare.push(await run(bareIds, events));
        filtered.push(await run(filteredIds, events));
      }
      const [bareMs, filteredMs] = [bare, filtered].map((runs) => postgresMs(runs, events)) as [number, number];
      return {
        scenario: 'filters',
        settings: { ...options.named, endpoints, events, rounds, connections },
        measurements: [
          ...delivered('without filters', bare),
          ...delivered('with filters', filtered),
          { name: 'CPU of Postgres per event, without filters', value: bareMs, unit: 'ms' },
          { name: 'CPU of Postgres per event, with filters', value: filteredMs, unit: 'ms' },
          { name: 'with / without', value: filteredMs / bareMs, unit: '' },
          ...filtered.slice(-1).flatMap(faults),
        ],
        usage: filtered.at(-1)?.usage ?? [],
      };
    }),
});

function delivered(name: string, runs: readonly Measured[]): Measurement[] {
  const perSecond = runs.reduce((sum, { deliveredPerSecond }) => sum + deliveredPerSecond, 0) / runs.length;
  return [{ name: `delivered, ${name}`, value: perSecond, unit: '/s' }];
}

/** Milliseconds of CPU time that Postgres took for each event of these runs. */
function postgresMs(runs: readonly Measured[], events: number): number {
  const seconds = runs.map(({ usage }) => usage.find(({ name }) => name === 'postgres')?.cpuSeconds ?? NaN);
  return (seconds.reduce((sum, one) => sum + one, 0) * 1_000) / (runs.length * events);
}
