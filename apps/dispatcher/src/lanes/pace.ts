/** Lanes that are let go at once, so that they share the statements that open, read and record them. */
const perTurn = 4;

/** Between two turns, in milliseconds: 200 lanes a second. */
const turnMs = 20;

/**
 * In what order and how quickly lanes go on whose servers did not cope. A thousand dead endpoints become due in one
 * moment and time out in one moment; let go a few at a time they are spread over their next time-outs for good, and
 * cost the others little at any moment. Lanes that cope never wait here.
 */
export class Pace {
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #left = perTurn;

  constructor(private readonly stopped: AbortSignal) {
    stopped.addEventListener('abort', () => {
      clearInterval(this.#timer);
      this.#letGo(this.#waiting.length);
    });
  }

  /** Resolves when it is the caller's turn, or when the dispatcher stops. */
  async turn(): Promise<void> {
    if (this.stopped.aborted) return;
    this.#timer ??= setInterval(() => {
      this.#next();
    }, turnMs);
    if (this.#left > 0) {
      this.#left -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #next(): void {
    if (this.#waiting.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.#left = perTurn - this.#letGo(perTurn);
  }

  #letGo(count: number): number {
    const gone = this.#waiting.splice(0, count);
    for (const resolve of gone) resolve();
    return gone.length;
  }
}
