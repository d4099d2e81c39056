import type { AttemptSender } from '#delivery';
import { LANE_WAKER, LanesModule, type LaneWaker } from '#lanes';
import type { Database } from '#persistence';
import type { MasterKeys } from '#signing';
import { Module, type DynamicModule } from '@nestjs/common';
import type { QueueOptions } from 'bullmq';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { Attempter } from './attempts/attempter.js';
import { OutcomeRecorder } from './attempts/outcome-recorder.js';
import { Background } from './background.js';
import type { DatabaseClock } from './lanes/database-clock.js';
import { KeyCabinet } from './lanes/key-cabinet.js';
import { LaneDrainer } from './lanes/lane-drainer.js';
import { LaneReader } from './lanes/lane-reader.js';
import { LaneWindows } from './lanes/lane-windows.js';
import { LaneProcessor } from './lanes/lane.processor.js';
import { PartitionKeeper } from './partitions/partition-keeper.js';
import { Sweeper } from './sweeper/sweeper.js';

/** What a dispatcher is given; it is opened before and closed after it. */
export interface DispatcherResources {
  readonly database: Database;
  readonly queue: QueueOptions;
  readonly sender: AttemptSender;
  readonly masterKeys: MasterKeys;
  readonly clock: DatabaseClock;
  readonly retentionDays: number;
  readonly log: Logger;
}

@Module({})
export class DispatcherModule {
  static forRoot(resources: DispatcherResources): DynamicModule {
    const { database, log, clock } = resources;
    return {
      module: DispatcherModule,
      imports: [LoggerModule.forRoot({ pinoHttp: { logger: log } }), LanesModule.forRoot(resources.queue, log)],
      providers: [
        {
          provide: LaneDrainer,
          inject: [LANE_WAKER],
          useFactory: (waker: LaneWaker) =>
            new LaneDrainer(
              new LaneReader(database),
              new KeyCabinet(resources.masterKeys),
              new LaneWindows(),
              new Attempter(resources.sender, new OutcomeRecorder(database), clock),
              waker,
              log,
            ),
        },
        {
          provide: Background,
          inject: [LANE_WAKER],
          useFactory: (waker: LaneWaker) =>
            new Background(
              new Sweeper(database, waker, clock),
              new PartitionKeeper(database, resources.retentionDays, log),
              log,
            ),
        },
        LaneProcessor,
        PinoLogger,
      ],
    };
  }
}
