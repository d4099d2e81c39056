import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { BullLaneWaker, type LaneJob, type WakeLog } from './lane-waker.js';
import { laneQueueName, type QueueConnection } from './queue-connection.js';

/** Injection token of the `LaneWaker`. */
export const LANE_WAKER = Symbol('LaneWaker');

export interface LanesOptions {
  readonly connection: QueueConnection;
  /** See `BullLaneWaker`. */
  readonly quietMs: number;
  readonly log: WakeLog;
}

/** Provides `LANE_WAKER`, and the queue for a process that drains lanes too. */
@Module({})
export class LanesModule {
  /** The queue of a process that has this module. */
  static queueOf(app: INestApplicationContext): Queue<LaneJob> {
    return app.get(getQueueToken(laneQueueName));
  }

  static forRoot({ connection, quietMs, log }: LanesOptions): DynamicModule {
    return {
      module: LanesModule,
      global: true,
      imports: [BullModule.forRoot(connection.options), BullModule.registerQueue({ name: laneQueueName })],
      providers: [
        {
          provide: LANE_WAKER,
          inject: [getQueueToken(laneQueueName)],
          useFactory: (queue: Queue<LaneJob>) => {
            // Connection errors arrive as events too; without a listener they would end the process.
            queue.on('error', (error) => {
              log.warn({ error: error.message }, 'queue connection');
            });
            return new BullLaneWaker(queue, connection.pokes, quietMs, log);
          },
        },
      ],
      exports: [LANE_WAKER, BullModule],
    };
  }
}
