import type { Config } from '#config';
import { AttemptSender, egressRules } from '#delivery';
import { LanesModule, openQueue, queueReady, type LanePokes } from '#lanes';
import { checkMasterKeys, databaseNow, openDatabase, type Database } from '#persistence';
import { parseMasterKeys, type MasterKeys } from '#signing';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger as NestLogger } from 'nestjs-pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { DispatcherModule } from './dispatcher.module.js';
import { DatabaseClock } from './lanes/database-clock.js';
import { LaneDrainer } from './lanes/lane-drainer.js';
import { LaneProcessor } from './lanes/lane.processor.js';

/** How long the end waits for a queue that may be away, once all lanes are let go. */
const queueGraceMs = 5_000;

export interface RunningDispatcher {
  /** Takes no lane any more, finishes and records what is in flight, then disconnects. */
  close(): Promise<void>;
}

async function openCheckedDatabase(config: Config, masterKeys: MasterKeys): Promise<Database> {
  const database = openDatabase({ ...config.database, applicationName: 'postrider-dispatcher' });
  try {
    await checkMasterKeys(database.reads, masterKeys);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function beginToDrain(app: INestApplicationContext, pokes: LanePokes): Promise<void> {
  const [processor, drainer] = [app.get(LaneProcessor), app.get(LaneDrainer)];
  await queueReady([LanesModule.queueOf(app), processor.worker]);
  await pokes.subscribe((endpointIds) => {
    drainer.poke(endpointIds);
  });
  processor.run();
}

/** @throws when the database or the queue cannot be reached, or a master key is malformed or missing. */
export async function startDispatcher(config: Config): Promise<RunningDispatcher> {
  const masterKeys = parseMasterKeys(config.masterKeys);
  const database = await openCheckedDatabase(config, masterKeys);
  const clock = new DatabaseClock();
  const queue = openQueue(config, 'worker');
  const sender = new AttemptSender({ rules: egressRules(config.egress), maxPerOrigin: config.maxPerHost });
  const log = pino({ name: 'dispatcher', level: config.logLevel });
  let app: INestApplicationContext | undefined;
  const close = async (): Promise<void> => {
    const drained = app?.get(LaneDrainer).stop();
    const closed = app?.close();
    await drained;
    // BullMQ would wait for ever for a queue that is away; then the locks of our lanes run out by themselves.
    await Promise.race([closed, sleep(queueGraceMs, undefined, { ref: false })]);
    await queue.close();
    await sender.close();
    await database.close();
  };
  try {
    clock.set(await databaseNow(database.hot));
    const { retentionDays, auditRetentionDays } = config;
    app = await NestFactory.createApplicationContext(
      DispatcherModule.forRoot({ database, queue, sender, masterKeys, clock, retentionDays, auditRetentionDays, log }),
      { bufferLogs: true, abortOnError: false },
    );
    app.useLogger(app.get(NestLogger));
    await beginToDrain(app, queue.pokes);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}
