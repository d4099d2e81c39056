export interface LookupCacheOptions<Value, Key extends string = string> {
  /** Reads the truth; undefined when there is no such thing, which is never remembered. */
  readonly load: (key: Key) => Promise<Value | undefined>;
  /** How old an answer may be. */
  readonly maxAgeMs: number;
  readonly maxEntries: number;
  readonly now?: () => number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly loadedAt: number;
  readonly generation: number;
}

/**
 * Answers of a look-up that every request needs, kept for a moment. Concurrent misses of one key share a look-up;
 * what does not exist is looked up every time, so something new is seen at once by every process.
 */
export class LookupCache<Value, Key extends string = string> {
  readonly #options: LookupCacheOptions<Value, Key>;
  readonly #now: () => number;
  #generation = 0;
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #loading = new Map<Key, Promise<Value | undefined>>();

  constructor(options: LookupCacheOptions<Value, Key>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** A value that is known is given without a promise: the hot path awaits it within the same turn. */
  get(key: Key): Value | Promise<Value | undefined> {
    return this.peek(key) ?? this.#loading.get(key) ?? this.#load(key);
  }

  /** What is known and not too old. */
  peek(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.generation !== this.#generation) return undefined;
    return this.#now() - entry.loadedAt < this.#options.maxAgeMs ? entry.value : undefined;
  }

  /** Whether something was there at the last look, however long ago. */
  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** The next `get` reads the truth. A look-up that is under way may have read what is no longer true. */
  forget(key: Key): void {
    this.#entries.delete(key);
    this.#loading.delete(key);
  }

  /** The next `get` of anything reads the truth. */
  doubtAll(): void {
    this.#generation += 1;
    this.#loading.clear();
  }

  #load(key: Key): Promise<Value | undefined> {
    const loading = this.#options.load(key).then(
      (value) => {
        if (this.#loading.get(key) === loading) this.#settle(key, value);
        return value;
      },
      (error: unknown) => {
        if (this.#loading.get(key) === loading) this.#loading.delete(key);
        throw error;
      },
    );
    this.#loading.set(key, loading);
    return loading;
  }

  #settle(key: Key, value: Value | undefined): void {
    this.#loading.delete(key);
    this.#entries.delete(key);
    if (value === undefined) return;
    this.#entries.set(key, { value, loadedAt: this.#now(), generation: this.#generation });
    if (this.#entries.size <= this.#options.maxEntries) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }
}
