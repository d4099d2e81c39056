/** The time of an attempt is up. */
export class DeadlineExpired extends Error {
  override readonly name = 'DeadlineExpired';
  readonly code = 'deadline';

  constructor() {
    super('the deadline of the attempt expired');
  }
}

/**
 * One absolute limit over all that an attempt does. The steps follow one another, so there is one listener at a
 * time: whoever works now says how to stop it. An AbortSignal would do the same at many times the cost.
 */
export class Deadline {
  #expired = false;
  #stop: (() => void) | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timer = setTimeout(() => {
      this.#expired = true;
      this.#stop?.();
    }, timeoutMs);
  }

  get expired(): boolean {
    return this.#expired;
  }

  /** Replaces the listener. `stop` runs at once if the time is already up. */
  whenExpired(stop: () => void): void {
    this.#stop = stop;
    if (this.#expired) stop();
  }

  /** Nothing is under way that would have to be stopped. */
  disarm(): void {
    this.#stop = undefined;
  }

  /**
   * Stops waiting for `work`, which goes on by itself.
   *
   * @throws DeadlineExpired
   */
  async limit<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.whenExpired(() => {
          reject(new DeadlineExpired());
        });
        work.then(resolve, reject);
      });
    } finally {
      this.disarm();
    }
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#stop = undefined;
  }
}
