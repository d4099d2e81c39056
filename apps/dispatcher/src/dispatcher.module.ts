import type { AttemptSender } from '#delivery';
import { LANE_WAKER, LanesModule, type LaneWaker, type QueueConnection } from '#lanes';
import { dropAuditEntries, KeyCabinet, type Database } from '#persistence';
import type { MasterKeys } from '#signing';
import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { Attempter } from './attempts/attempter.js';
import { OutcomeRecorder } from './attempts/outcome-recorder.js';
import { Background, type Chore } from './background.js';
import { Eraser, eraseIntervalMs } from './erasure/eraser.js';
import { EndpointDisabler, healthIntervalMs } from './health/endpoint-disabler.js';
import { OperatorEvents } from './health/operator-events.js';
import type { DatabaseClock } from './lanes/database-clock.js';
import { LaneDrainer } from './lanes/lane-drainer.js';
import { LaneLeases } from './lanes/lane-leases.js';
import { LaneReader } from './lanes/lane-reader.js';
import { LaneProcessor } from './lanes/lane.processor.js';
import { PartitionKeeper, keepIntervalMs } from './partitions/partition-keeper.js';
import { RedeliveryFeeder } from './redeliveries/redelivery-feeder.js';
import { RedeliveryKeeper, settleIntervalMs } from './redeliveries/redelivery-keeper.js';
import { AttemptRollup, rollupIntervalMs } from './stats/attempt-rollup.js';
import { EditedLanes, editedLanesIntervalMs } from './sweeper/edited-lanes.js';
import { Sweeper, sweepIntervalMs } from './sweeper/sweeper.js';

/** What a dispatcher is given; it is opened before and closed after it. */
export interface DispatcherResources {
  readonly database: Database;
  readonly queue: QueueConnection;
  readonly sender: AttemptSender;
  readonly masterKeys: MasterKeys;
  readonly clock: DatabaseClock;
  readonly retentionDays: number;
  /** Undefined: the audit log is kept. */
  readonly auditRetentionDays: number | undefined;
  readonly log: Logger;
}

@Module({})
export class DispatcherModule {
  static forRoot(resources: DispatcherResources): DynamicModule {
    const { database, log, clock } = resources;
    return {
      module: DispatcherModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { logger: log } }),
        // A dispatcher's own wake-ups are the remedy for lost ones: each is a job.
        LanesModule.forRoot({ connection: resources.queue, quietMs: 0, log }),
      ],
      providers: [
        {
          provide: EndpointDisabler,
          inject: [LANE_WAKER],
          useFactory: (waker: LaneWaker) => new EndpointDisabler(database, new OperatorEvents(database, waker), log),
        },
        {
          provide: Attempter,
          inject: [EndpointDisabler],
          useFactory: (disabler: EndpointDisabler) =>
            new Attempter(resources.sender, new OutcomeRecorder(database, log), disabler, clock, log),
        },
        {
          provide: LaneDrainer,
          inject: [Attempter, LANE_WAKER],
          useFactory: (attempter: Attempter, waker: LaneWaker) => {
            const keys = new KeyCabinet(resources.masterKeys);
            const leases = new LaneLeases(database, log);
            const feeder = new RedeliveryFeeder(database, clock, log);
            return new LaneDrainer(leases, new LaneReader(database, log), feeder, keys, attempter, waker, clock, log);
          },
        },
        {
          provide: Background,
          inject: [LANE_WAKER, LaneDrainer, EndpointDisabler],
          useFactory: (waker: LaneWaker, drainer: LaneDrainer, disabler: EndpointDisabler) =>
            new Background(choresOf(resources, waker, drainer, disabler), log),
        },
        LaneProcessor,
        PinoLogger,
      ],
    };
  }
}

function choresOf(
  { database, clock, retentionDays, auditRetentionDays, log }: DispatcherResources,
  waker: LaneWaker,
  drainer: LaneDrainer,
  disabler: EndpointDisabler,
): Chore[] {
  const sweeper = new Sweeper(database, drainer, waker, clock);
  const editedLanes = new EditedLanes(database, log);
  const redeliveries = new RedeliveryKeeper(database);
  const keeper = new PartitionKeeper(database, retentionDays, log);
  const rollup = new AttemptRollup(database);
  const eraser = new Eraser(database, log);
  const auditKeeping = (days: number): Chore => ({
    name: 'audit keeping',
    intervalMs: keepIntervalMs,
    run: async () => {
      await dropAuditEntries(database.reads, days);
    },
  });
  return [
    { name: 'sweep', intervalMs: sweepIntervalMs, run: () => sweeper.sweep() },
    { name: 'settling of edited lanes', intervalMs: editedLanesIntervalMs, run: () => editedLanes.settle() },
    { name: 'settling of redeliveries', intervalMs: settleIntervalMs, run: () => redeliveries.settle() },
    { name: 'partition keeping', intervalMs: keepIntervalMs, run: () => keeper.keep() },
    { name: 'endpoint health', intervalMs: healthIntervalMs, run: () => disabler.check() },
    { name: 'attempt rollup', intervalMs: rollupIntervalMs, run: () => rollup.count() },
    { name: 'erasure', intervalMs: eraseIntervalMs, run: () => eraser.erase() },
    ...(auditRetentionDays === undefined ? [] : [auditKeeping(auditRetentionDays)]),
  ];
}
