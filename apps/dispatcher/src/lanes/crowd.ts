import { LoopLoad } from './loop-load.js';

export interface CrowdLimits {
  /** Requests in flight beyond the first of each lane, over all lanes. */
  readonly max: number;
  /** The same while this process is itself what is slow: more in flight would only be more connections. */
  readonly maxWhenSaturated: number;
}

const defaultLimits: CrowdLimits = { max: 1_024, maxWhenSaturated: 128 };

/**
 * What lanes share: everyone may have one request in flight, so nobody waits for anybody's slow server; further ones
 * are taken freely while there are few, and are shared evenly between the lanes that have any when there are many.
 */
export class Crowd {
  #extras = 0;
  #lanes = 0;

  constructor(
    private readonly limits = defaultLimits,
    private readonly load: Pick<LoopLoad, 'isSaturated'> = new LoopLoad(),
  ) {}

  /** Whether a lane with so many requests in flight may begin another. */
  admits(inFlight: number): boolean {
    if (inFlight === 0) return true;
    const max = this.load.isSaturated ? this.limits.maxWhenSaturated : this.limits.max;
    if (this.#extras < max) return true;
    return inFlight <= Math.floor(max / this.#lanes);
  }

  /** A lane with so many in flight began another. */
  enter(inFlight: number): void {
    if (inFlight > 0) this.#extras += 1;
    if (inFlight === 1) this.#lanes += 1;
  }

  /** Ends what `enter` began: of a lane that had so many in flight, one is over. */
  leave(inFlight: number): void {
    if (inFlight > 1) this.#extras -= 1;
    if (inFlight === 2) this.#lanes -= 1;
  }
}
