import { parsePublicId } from '#persistence';
import { call, makeApplications, post } from '../api-client.js';
import { fillFailed } from '../fill.js';
import { ofLanes } from '../journal.js';
import { matchDeliveries } from '../match-deliveries.js';
import { measure, type Measured } from '../measure.js';
import { beginProfile, endProfile } from '../profile/profile-of.js';
import { atMost, none, type Measurement } from '../result.js';
import { defineScenario, faults, warmUpEvents } from '../scenario.js';
import { withStand, type Stand } from '../stand.js';
import { percentile } from '../statistics.js';

const aimFactor = 2;

/** Endpoints that are redelivered to at once, the second time. */
const several = 10;

/** One fresh event in so many is for an endpoint that is, or will be, redelivered to. */
const targetShare = 5;

/** An endpoint with an application of its own, and the receiver's lane that it points to. */
interface Target {
  readonly applicationId: string;
  readonly endpointId: string;
  readonly lane: number;
}

/** What was measured while some endpoints were redelivered to. */
interface Beside {
  readonly phase: string;
  readonly targets: readonly Target[];
  readonly measured: Measured;
  /** Redeliveries that ended before the load did: a part of it was then beside less. */
  readonly endedEarly: number;
}

/** What fresh events notice of a bulk redelivery: those of other endpoints, and those of the very endpoint. */
export const redelivery = defineScenario({
  name: 'redelivery',
  summary: `latency of fresh events while --redelivered deliveries are sent again, to one endpoint and to ${several}`,
  numbers: { endpoints: 100, redelivered: 100_000, rate: 200, seconds: 15, connections: 32 },
  run: ({ closers, say, ...options }, { endpoints, redelivered, rate, seconds, connections }) =>
    withStand(options, closers, async (stand) => {
      const urls = await stand.receiver.ask('open', { count: endpoints + 1 + several, silent: false });
      say(`making ${urls.length} endpoints, to ${1 + several} of which deliveries failed, and warming up`);
      const all = await Promise.all(
        (await makeApplications(stand.account, urls)).map((id, n) => targetOf(stand, id, n)),
      );
      const [others, one, ten] = [all.slice(0, endpoints), all.slice(endpoints, -several), all.slice(-several)];
      for (const targets of [one, ten]) await fail(stand, targets, redelivered);
      const applicationIds = mixed(others, one, ten);
      await measure(stand, { applicationIds, connections, perSecond: undefined, events: warmUpEvents });

      const order = { applicationIds, connections, perSecond: rate, events: rate * seconds };
      say(`quiet, ${rate} events per second for ${seconds} s`);
      const quiet = await measure(stand, order);
      const beside = async (phase: string, targets: readonly Target[]): Promise<Beside> => {
        say(`again, ${phase}`);
        const started = await Promise.all(targets.map((target) => start(stand, target)));
        const measured = await measure(stand, order);
        const ended = await Promise.all(started.map((path) => stop(stand, path)));
        return { phase, targets, measured, endedEarly: ended.filter((state) => state === 'done').length };
      };
      const besideOne = await beside('beside one', one);
      const { profileDirectory } = options;
      if (profileDirectory !== undefined) await beginProfile(stand);
      const besideTen = await beside(`beside ${several}`, ten);
      return {
        scenario: 'redelivery',
        settings: { ...options.named, endpoints, redelivered, rate, seconds, connections },
        measurements: [
          ...latencies('quiet', quiet, others),
          ...compared(besideOne, quiet, others),
          ...compared(besideTen, quiet, others),
        ],
        usage: besideTen.measured.usage,
        ...(profileDirectory !== undefined && {
          profile: await endProfile(stand, profileDirectory, besideTen.measured),
        }),
      };
    }),
});

async function targetOf({ account }: Stand, applicationId: string, lane: number): Promise<Target> {
  const path = `/v1/applications/${applicationId}/endpoints`;
  const { data } = await call<{ data: readonly { readonly id: string }[] }>(account, 'GET', path);
  return { applicationId, endpointId: data[0]?.id ?? '', lane };
}

async function fail({ database }: Stand, targets: readonly Target[], deliveries: number): Promise<void> {
  const ids = targets.map(({ endpointId }) => parsePublicId('endpoint', endpointId) ?? '');
  await fillFailed(database, ids, Math.ceil(deliveries / targets.length));
}

/** Applications in the order of their events: each of the others in turn, and now and then a target of each group. */
function mixed(others: readonly Target[], ...groups: readonly (readonly Target[])[]): string[] {
  const ids = others.map(({ applicationId }) => applicationId);
  const every = (targetShare - 1) * groups.length;
  return ids.flatMap((id, n) => {
    if (n % every !== 0) return [id];
    const turn = groups.map((targets) => targets[(n / every) % targets.length]?.applicationId ?? id);
    return [id, ...turn];
  });
}

async function start({ account }: Stand, { applicationId, endpointId }: Target): Promise<string> {
  const path = `/v1/applications/${applicationId}/endpoints/${endpointId}/redeliveries`;
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const { id } = await post(account, path, { since });
  return `${path}/${id}`;
}

/** Resolves with the state that it is in then: one that was over before stays done. */
async function stop({ account }: Stand, path: string): Promise<string> {
  const { state } = await call<{ readonly state: string }>(account, 'DELETE', path);
  return state;
}

function compared({ phase, targets, measured, endedEarly }: Beside, quiet: Measured, others: readonly Target[]) {
  const { received, matched, load } = measured;
  const redelivered = received.count - matched.delivered - matched.duplicates;
  const factor = (of: readonly Target[]): number =>
    percentile(latenciesOf(measured, of), 0.99) / percentile(latenciesOf(quiet, of), 0.99);
  const [toOthers, toTargets] = [factor(others), factor(targets)];
  return [
    ...latencies(phase, measured, others),
    { name: `p99 ${phase} / quiet`, value: toOthers, unit: '', aim: atMost(toOthers, aimFactor) },
    ...latencies(`${phase}, to the very endpoint`, measured, targets),
    {
      name: `p99 ${phase} / quiet, to the very endpoint`,
      value: toTargets,
      unit: '',
      aim: atMost(toTargets, aimFactor),
    },
    {
      name: `redelivered ${phase}`,
      value: (redelivered * 1_000) / (measured.settledAtMs - load.startedAtMs),
      unit: '/s',
    },
    none(`redeliveries over before the load, ${phase}`, endedEarly),
    ...faultsOfFresh(measured),
  ];
}

function latencies(phase: string, measured: Measured, of: readonly Target[]): Measurement[] {
  const ascending = latenciesOf(measured, of);
  return [0.5, 0.99].map((share) => ({
    name: `p${share * 100} ${phase}`,
    value: percentile(ascending, share),
    unit: 'ms',
  }));
}

function latenciesOf({ load, received }: Measured, targets: readonly Target[]): Float64Array {
  const lanes = new Set(targets.map(({ lane }) => lane));
  const arrived = ofLanes(received, (lane) => lanes.has(lane));
  return matchDeliveries(load.accepted, arrived, arrived.count).latenciesMs;
}

/** What is sent again was answered with 202 long ago, and is strange to the load. */
function faultsOfFresh({ load, matched }: Measured): Measurement[] {
  return faults({ load, matched: { ...matched, strangers: 0 } });
}
