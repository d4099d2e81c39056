/** Wakes whoever waits for something to change. A signal that nobody waits for is kept for the next who does. */
export class Signal {
  #fired = false;
  #wake: (() => void) | undefined;

  fire(): void {
    this.#fired = true;
    this.#wake?.();
  }

  /** Something was fired that nobody has waited for since. */
  get isPending(): boolean {
    return this.#fired;
  }

  /** Somebody waits, and nothing has been fired that would wake them. */
  get isAwaited(): boolean {
    return this.#wake !== undefined && !this.#fired;
  }

  /** Resolves when it is fired, or has been since the last wait, or after `timeoutMs`. One may wait at a time. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.#fired && timeoutMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
      this.#wake = undefined;
    }
    this.#fired = false;
  }
}
