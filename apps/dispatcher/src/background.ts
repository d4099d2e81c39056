import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { repeat, type Repeated, type RepeatLog } from './sweeper/repeat.js';

/** Something that a dispatcher does again and again. */
export interface Chore {
  readonly name: string;
  /** From the end of one run to the beginning of the next, in milliseconds. */
  readonly intervalMs: number;
  readonly run: () => Promise<void>;
}

/** What a dispatcher does besides draining, for as long as it runs. */
export class Background implements OnApplicationBootstrap, OnModuleDestroy {
  #tasks: readonly Repeated[] = [];

  constructor(
    private readonly chores: readonly Chore[],
    private readonly log: RepeatLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#tasks = this.chores.map(({ name, intervalMs, run }) => repeat(name, intervalMs, this.log, run));
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.stop()));
  }
}
