export interface OncePerOptions {
  readonly periodMs: number;
  /** Keys that are remembered; beyond them the one that came first is forgotten. */
  readonly maxKeys: number;
  readonly now?: () => number;
}

/** Tells the first of what happens again and again from the rest of its period. */
export class OncePer {
  readonly #options: OncePerOptions;
  readonly #now: () => number;
  /** By when they came, oldest first. */
  readonly #cameAt = new Map<string, number>();

  constructor(options: OncePerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  isFirst(key: string): boolean {
    const now = this.#now();
    const cameAt = this.#cameAt.get(key);
    if (cameAt !== undefined && now - cameAt < this.#options.periodMs) return false;
    this.#cameAt.delete(key);
    this.#cameAt.set(key, now);
    if (this.#cameAt.size > this.#options.maxKeys) {
      const oldest = this.#cameAt.keys().next();
      if (oldest.done !== true) this.#cameAt.delete(oldest.value);
    }
    return true;
  }

  /** The next one is a first again. */
  forget(key: string): void {
    this.#cameAt.delete(key);
  }
}
