import type { Slice } from './slice.js';

/** Bytes that may be held at once, given out in the order that they are asked for. */
export class ByteBudget {
  #free: number;
  /** Whoever waits, and for how much; in the order they came. */
  readonly #waiting = new Map<() => void, number>();

  constructor(private readonly maxBytes: number) {
    this.#free = maxBytes;
  }

  get held(): number {
    return this.maxBytes - this.#free;
  }

  /**
   * Waits for so many bytes, all of the budget if it is less, and answers how to give them back; undefined when the
   * slice is over before.
   */
  async take(bytes: number, slice: Pick<Slice, 'left'>): Promise<(() => void) | undefined> {
    const wanted = Math.min(bytes, this.maxBytes);
    if (!(await this.#isGranted(wanted, slice))) return undefined;
    return () => {
      this.#free += wanted;
      this.#grant();
    };
  }

  async #isGranted(wanted: number, slice: Pick<Slice, 'left'>): Promise<boolean> {
    if (this.#waiting.size === 0 && wanted <= this.#free) {
      this.#free -= wanted;
      return true;
    }
    return new Promise((resolve) => {
      const granted = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(granted);
        resolve(false);
        // It may have stood before others that want less.
        this.#grant();
      }, slice.left);
      this.#waiting.set(granted, wanted);
    });
  }

  #grant(): void {
    for (const [granted, wanted] of this.#waiting) {
      if (wanted > this.#free) return;
      this.#free -= wanted;
      this.#waiting.delete(granted);
      granted();
    }
  }
}
