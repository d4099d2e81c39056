/** Two batches of the recorder: one that is being written, and one that gathers meanwhile. */
const maxHeld = 512;

/**
 * Runs that were answered and gave up their places before they were recorded, over all lanes. A dispatcher that dies
 * leaves them to be sent again, as it leaves what was in flight.
 */
export class Unrecorded {
  #held = 0;

  constructor(private readonly max = maxHeld) {}

  get held(): number {
    return this.#held;
  }

  get isFull(): boolean {
    return this.#held >= this.max;
  }

  /** Holds one more until it is recorded. */
  async hold(recorded: Promise<unknown>): Promise<void> {
    this.#held += 1;
    await recorded;
    this.#held -= 1;
  }
}
