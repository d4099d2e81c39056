import { laneQueueName, type LaneJob } from '#lanes';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { PinoLogger } from 'nestjs-pino';
import { LaneDrainer } from './lane-drainer.js';

/** Lanes that may wait here for a place to be drained in. */
const maxWaiting = 4_096;

/** What waited in a dispatcher that died goes to another when the locks have run out and the next check has seen it. */
const takeOver = { lockDuration: 8_000, stalledInterval: 5_000, maxStalledCount: 2 ** 31 - 1 };

@Processor(laneQueueName, { concurrency: maxWaiting, drainDelay: 5, autorun: false, ...takeOver })
export class LaneProcessor extends WorkerHost {
  constructor(
    private readonly drainer: LaneDrainer,
    private readonly log: PinoLogger,
  ) {
    super();
  }

  /** Takes lanes from now on. The worker must be ready. */
  run(): void {
    this.worker.run().catch((error: unknown) => {
      this.log.error({ error: String(error) }, 'takes no lane any more');
    });
  }

  override process(job: Job<LaneJob>): Promise<void> {
    return this.drainer.begin(job.data.endpointId);
  }

  /** The lane is not lost: whatever is due in it is found by the next sweep. */
  @OnWorkerEvent('failed')
  onFailed(job: Job<LaneJob> | undefined, error: Error): void {
    this.log.warn({ endpointId: job?.data.endpointId, error: error.message }, 'lane not drained');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.log.warn({ error: error.message }, 'queue connection');
  }
}
