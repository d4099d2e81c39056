import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { healthIntervalMs, type EndpointDisabler } from './health/endpoint-disabler.js';
import { keepIntervalMs, type PartitionKeeper } from './partitions/partition-keeper.js';
import { settleIntervalMs, type RedeliveryKeeper } from './redeliveries/redelivery-keeper.js';
import { repeat, type Repeated, type RepeatLog } from './sweeper/repeat.js';
import { sweepIntervalMs, type Sweeper } from './sweeper/sweeper.js';

/** What a dispatcher does besides draining, for as long as it runs. */
export class Background implements OnApplicationBootstrap, OnModuleDestroy {
  #tasks: readonly Repeated[] = [];

  constructor(
    private readonly sweeper: Sweeper,
    private readonly redeliveries: RedeliveryKeeper,
    private readonly keeper: PartitionKeeper,
    private readonly disabler: EndpointDisabler,
    private readonly log: RepeatLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#tasks = [
      repeat('sweep', sweepIntervalMs, this.log, () => this.sweeper.sweep()),
      repeat('settling of redeliveries', settleIntervalMs, this.log, () => this.redeliveries.settle()),
      repeat('partition keeping', keepIntervalMs, this.log, () => this.keeper.keep()),
      repeat('endpoint health', healthIntervalMs, this.log, () => this.disabler.check()),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.stop()));
  }
}
