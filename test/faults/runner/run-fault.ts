import { setTimeout as sleep } from 'node:timers/promises';
import { Closers } from '../../../bench/src/closers.js';
import type { Queue } from '../../../bench/src/stand.js';
import { ArrivalLog } from './arrival-log.js';
import { makeCustomers } from './customers.js';
import type { Fault } from './fault.js';
import { judge, type Report } from './judge.js';
import { Scene } from './scene.js';
import { ask, openStand } from './stand.js';
import { SteadyLoad } from './steady-load.js';

const customerCount = 20;
const perSecondUnlessSaid = 200;

/** Load before the fault, so that it strikes a warm system, and after it, so that what it broke is used again. */
const beforeMs = 4_000;
const afterMs = 4_000;

/** From the fault's end until everything must have arrived. */
const patienceMs = 60_000;
const pollMs = 100;

export interface RunOptions {
  readonly queue: Queue;
  readonly keep: boolean;
}

/** Runs one fault on a stand of its own. Rejects when a process of the platform ended by itself. */
export async function runFault(fault: Fault, { queue, keep }: RunOptions, closers: Closers): Promise<Report> {
  const own = new Closers();
  closers.add(() => own.close());
  const startedAtMs = performance.now();
  try {
    const scene = await openScene(fault, { queue, keep }, own);
    if (keep) scene.find(`kept in ${scene.stand.directory}`);
    await Promise.race([play(fault, scene), scene.stand.platform.fails]);
    const seconds = (performance.now() - startedAtMs) / 1_000;
    return { ...judge(scene), fault: fault.name, queue, seconds };
  } finally {
    await own.close();
  }
}

async function openScene(fault: Fault, { queue, keep }: RunOptions, closers: Closers): Promise<Scene> {
  const stand = await openStand({ queue, dispatchers: fault.dispatchers, keep }, closers);
  const arrivals = new ArrivalLog();
  const size = { count: customerCount, cuttable: fault.cuttable ?? 0 };
  const customers = await makeCustomers(stand.account, size, arrivals, closers);
  const applicationIds = customers.map(({ applicationId }) => applicationId);
  const load = new SteadyLoad(stand.account, applicationIds, fault.perSecond ?? perSecondUnlessSaid);
  closers.add(() => load.close());
  return new Scene(stand, customers, load, arrivals);
}

async function play(fault: Fault, scene: Scene): Promise<void> {
  const { load, stand } = scene;
  load.start();
  await sleep(beforeMs);
  await fault.strike(scene);
  const giveUpAtMs = performance.now() + patienceMs;
  await sleep(afterMs);
  load.pause();
  await until(() => load.unanswered === 0, giveUpAtMs);
  await until(() => everythingArrived(scene), giveUpAtMs);
  // What is still owed may yet be sent once more, and must be counted if it is.
  await until(async () => (await ask(stand, 'select from postrider.owed_delivery limit 1')).length === 0, giveUpAtMs);
}

function everythingArrived({ load, arrivals }: Scene): boolean {
  return [...load.acceptedAtMs.keys()].every((n) => arrivals.firstAtMs(n) !== undefined);
}

async function until(isSo: () => boolean | Promise<boolean>, giveUpAtMs: number): Promise<void> {
  while (!(await isSo()) && performance.now() < giveUpAtMs) await sleep(pollMs);
}
