/**
 * Requests in flight beyond the first of each lane, over all lanes of the dispatcher. More do not make a busy machine
 * faster: they make thousands of connections, opened, kept and closed again, and memory for each.
 */
const maxExtras = 1_024;

/**
 * What lanes share: everyone may have one request in flight, so nobody waits for anybody's slow server; further ones
 * are taken freely while there are few, and are shared evenly between the lanes that have any when there are many.
 */
export class Crowd {
  #extras = 0;
  #lanes = 0;

  constructor(private readonly max = maxExtras) {}

  /** Whether a lane with so many requests in flight may begin another. */
  admits(inFlight: number): boolean {
    if (inFlight === 0 || this.#extras < this.max) return true;
    return inFlight <= Math.max(1, Math.floor(this.max / this.#lanes));
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
