/** Between two turns, in milliseconds: 125 lanes a second. */
const turnMs = 8;

/**
 * In what order and how quickly lanes go on whose servers did not cope. A thousand dead endpoints become due in one
 * moment and time out in one moment; let go one by one they are spread over their next time-outs for good, and cost the
 * others little at any moment. Lanes that cope never wait here.
 */
export class Pace {
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly stopped: AbortSignal) {
    stopped.addEventListener('abort', () => {
      clearInterval(this.#timer);
      for (const go of this.#waiting.splice(0)) go();
    });
  }

  /** Resolves when it is the caller's turn, or when the dispatcher stops. */
  async turn(): Promise<void> {
    if (this.stopped.aborted) return;
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => {
        this.#next();
      }, turnMs);
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #next(): void {
    const go = this.#waiting.shift();
    if (go !== undefined) {
      go();
      return;
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
