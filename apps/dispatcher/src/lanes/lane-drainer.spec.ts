import { AttemptSender, egressRules } from '#delivery';
import type { LaneWaker } from '#lanes';
import { KeyCabinet, newUuid, openDatabase, type Database } from '#persistence';
import { generateMasterKey, parseMasterKeys } from '#signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { Attempter } from '../attempts/attempter.js';
import { OutcomeRecorder } from '../attempts/outcome-recorder.js';
import { EndpointDisabler } from '../health/endpoint-disabler.js';
import { OperatorEvents } from '../health/operator-events.js';
import { RedeliveryFeeder } from '../redeliveries/redelivery-feeder.js';
import { DatabaseClock } from './database-clock.js';
import { LaneDrainer } from './lane-drainer.js';
import type { LaneLeases } from './lane-leases.js';
import { LaneReader } from './lane-reader.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Nobody gets one, and to let go of a lane takes longer than to stop when there is nothing to wait for. */
const leases: Pick<LaneLeases, 'open' | 'reopen' | 'close' | 'stop'> = {
  open: () => Promise.resolve(undefined),
  reopen: () => Promise.resolve(undefined),
  close: () => setImmediate(),
  stop: () => Promise.resolve(),
};

/** So full that every lane waits for its first place. */
const noPlace = { coping: 0, unknown: 0, struggling: 0 };

describe('a lane that waits for its first place', () => {
  let database: Database;
  let sender: AttemptSender;
  let drainer: LaneDrainer;
  let woken: string[];

  beforeEach(() => {
    // Never connected to: a lane without a place asks for nothing.
    database = openDatabase({ url: 'postgres://127.0.0.1:1/none', poolSize: 1, applicationName: 'test' });
    sender = new AttemptSender({ rules: egressRules({ allow: [], allowHttp: false }), maxPerOrigin: 1 });
    woken = [];
    const waker: LaneWaker = { wake: (endpointIds) => void woken.push(...endpointIds), poke: () => undefined };
    const clock = new DatabaseClock();
    const disabler = new EndpointDisabler(database, new OperatorEvents(database, waker), log);
    const attempter = new Attempter(sender, new OutcomeRecorder(database, log), disabler, clock, log);
    drainer = new LaneDrainer(
      leases,
      new LaneReader(database, log),
      new RedeliveryFeeder(database, clock, log),
      new KeyCabinet(parseMasterKeys(generateMasterKey())),
      attempter,
      waker,
      clock,
      log,
      noPlace,
    );
  });

  afterEach(async () => {
    await drainer.stop();
    await sender.close();
    await database.close();
  });

  it('is back in the queue when the drainer has stopped', async () => {
    const endpointIds = [newUuid(), newUuid()];
    const begun = Promise.all(endpointIds.map((id) => drainer.begin(id)));
    await drainer.stop();
    expect(woken).toEqual(endpointIds);
    await begun;
  });

  it('is not waited for when it comes after the end', async () => {
    await drainer.stop();
    const endpointId = newUuid();
    void drainer.begin(endpointId);
    expect(woken).toEqual([endpointId]);
  });
});
