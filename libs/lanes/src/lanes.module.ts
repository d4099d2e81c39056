import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bullmq';
import { BullLaneWaker, type LaneJob, type WakeLog } from './lane-waker.js';
import { laneQueueName } from './queue-connection.js';

/** Injection token of the `LaneWaker`. */
export const LANE_WAKER = Symbol('LaneWaker');

/** Provides `LANE_WAKER`, and the queue for a process that drains lanes too. */
@Module({})
export class LanesModule {
  static forRoot(options: QueueOptions, log: WakeLog): DynamicModule {
    return {
      module: LanesModule,
      global: true,
      imports: [BullModule.forRoot(options), BullModule.registerQueue({ name: laneQueueName })],
      providers: [
        {
          provide: LANE_WAKER,
          inject: [getQueueToken(laneQueueName)],
          useFactory: (queue: Queue<LaneJob>) => {
            // Connection errors arrive as events too; without a listener they would end the process.
            queue.on('error', (error) => {
              log.warn({ error: error.message }, 'queue connection');
            });
            return new BullLaneWaker(queue, log);
          },
        },
      ],
      exports: [LANE_WAKER, BullModule],
    };
  }
}
