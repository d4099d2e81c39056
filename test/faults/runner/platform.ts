import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProductProcess } from '../../../bench/src/product-process.js';
import type { Participant } from '../../../bench/src/process-usage.js';
import { root } from '../../../bench/src/root.js';
import type { DispatcherSettings } from './fault.js';
import { isFrozen } from './process-table.js';

const skewedClock = join(root, 'test/faults/skewed-clock.mjs');

/** The API and the dispatchers of a stand, each a process that can be killed, stopped and started again. */
export class Platform {
  readonly #directory: string;
  readonly #killed = new WeakSet<ProductProcess>();
  #environment: Readonly<Record<string, string>>;
  #api: ProductProcess | undefined;
  #dispatchers: readonly ProductProcess[] = [];
  #started = 0;
  #isOver = false;
  #fail: (error: unknown) => void = () => undefined;
  /** Rejects when a process ends that nobody told to. */
  readonly fails = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(directory: string, environment: Readonly<Record<string, string>>) {
    this.#directory = directory;
    this.#environment = environment;
    // Heard by whoever races against it; until somebody does it must not end this process.
    this.fails.catch(() => undefined);
  }

  get api(): ProductProcess {
    if (this.#api === undefined) throw new Error('bug: there is no API now');
    return this.#api;
  }

  get dispatchers(): readonly ProductProcess[] {
    return this.#dispatchers;
  }

  get participants(): readonly Participant[] {
    const running = this.#api === undefined ? this.#dispatchers : [this.#api, ...this.#dispatchers];
    return running.map(({ name, pid }) => ({ name, pid, forks: false }));
  }

  startApi(): void {
    this.#api = this.#start('api', 'api/src/main.js', {});
  }

  startDispatcher(settings: DispatcherSettings = {}): void {
    this.#started += 1;
    const name = `dispatcher-${this.#started}`;
    this.#dispatchers = [...this.#dispatchers, this.#start(name, 'dispatcher/src/main.js', settings)];
  }

  /** kill -9; resolves when it is gone. */
  async kill(product: ProductProcess): Promise<void> {
    this.#killed.add(product);
    process.kill(product.pid, 'SIGKILL');
    await this.stopOne(product);
  }

  /** SIGTERM, with the patience of an orchestrator; resolves when it is gone. */
  async stopOne(product: ProductProcess): Promise<void> {
    await product.stop();
    this.#dispatchers = this.#dispatchers.filter((other) => other !== product);
    if (this.#api === product) this.#api = undefined;
  }

  /** For good: a fault that is still under way starts nothing any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.stop();
  }

  async stop(): Promise<void> {
    const running = [...(this.#api === undefined ? [] : [this.#api]), ...this.#dispatchers];
    await Promise.all(running.map((product) => this.stopOne(product)));
  }

  /** Processes that are started from now on find the queue in Postgres. */
  forgetRedis(): void {
    this.#environment = Object.fromEntries(Object.entries(this.#environment).filter(([name]) => name !== 'REDIS_URL'));
  }

  /** Stops every dispatcher in the middle of whatever it does, until `thaw`. */
  async freeze(): Promise<void> {
    for (const { pid } of this.#dispatchers) process.kill(pid, 'SIGSTOP');
    while (!this.#dispatchers.every(({ pid }) => isFrozen(pid))) await sleep(1);
  }

  thaw(): void {
    for (const { pid } of this.#dispatchers) process.kill(pid, 'SIGCONT');
  }

  #start(name: string, program: string, { clockSkewMs }: DispatcherSettings): ProductProcess {
    if (this.#isOver) throw new Error('the run is over');
    const product = new ProductProcess({
      name,
      program,
      environment: {
        ...this.#environment,
        ...(clockSkewMs !== undefined && { CLOCK_SKEW_MS: String(clockSkewMs) }),
      },
      flags: clockSkewMs === undefined ? [] : [`--import=${skewedClock}`],
      directory: this.#directory,
    });
    product.diesEarly().catch((error: unknown) => {
      if (!this.#killed.has(product)) this.#fail(error);
    });
    return product;
  }
}
