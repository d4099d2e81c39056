import { performance } from 'node:perf_hooks';

/** Over how long the load is taken, in milliseconds. */
const spanMs = 100;

/** The share of time at work from which this process itself is what everything waits for. */
const saturated = 0.9;

/** How busy this process's event loop is; looked at when asked, by no timer. */
export class LoopLoad {
  #since = performance.eventLoopUtilization();
  #takenAt = performance.now();
  #utilization = 0;

  get isSaturated(): boolean {
    return this.utilization > saturated;
  }

  /** From 0 to 1. */
  get utilization(): number {
    const now = performance.now();
    if (now - this.#takenAt >= spanMs) {
      const current = performance.eventLoopUtilization();
      this.#utilization = performance.eventLoopUtilization(current, this.#since).utilization;
      this.#since = current;
      this.#takenAt = now;
    }
    return this.#utilization;
  }
}
