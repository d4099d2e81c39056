/** What a batcher needs to know of its work. */
export interface BatcherOptions<In, Out> {
  /** Does the work of a whole batch; answers in the order of the items. */
  readonly run: (items: readonly In[]) => Promise<readonly Out[]>;
  /** Items of one batch at most. */
  readonly maxBatch: number;
  /** Items that may wait; one more is refused with `BacklogFullError`. */
  readonly maxBacklog: number;
  /** Weight of one item (bytes, say) and what a batch may weigh; an item heavier than that goes alone. */
  readonly weight?: { readonly of: (item: In) => number; readonly max: number };
  /** Whether an error can be one item's fault: if so the batch is halved until only that item fails. */
  readonly isItemFault?: (error: unknown) => boolean;
}

/** More items wait than the batcher was allowed to hold. */
export class BacklogFullError extends Error {
  override readonly name = 'BacklogFullError';
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns many small calls into few statements. A batch is what arrived while the previous one was in flight:
 * an idle system flushes at once and no timer ever adds latency; a busy one gathers by itself. One batch is in flight
 * at a time: on a busy machine two smaller ones cost more than one.
 */
export class Batcher<In, Out> {
  readonly #options: BatcherOptions<In, Out>;
  #waiting: Waiting<In, Out>[] = [];
  /** A batch is in flight or about to be. */
  #isBusy = false;

  constructor(options: BatcherOptions<In, Out>) {
    this.#options = options;
  }

  /** Resolves with the item's own result; rejects with `BacklogFullError` or what `run` threw for it. */
  add(item: In): Promise<Out> {
    if (this.#waiting.length >= this.#options.maxBacklog) {
      return Promise.reject(new BacklogFullError(`${this.#waiting.length} items are waiting`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#queueFlush();
    });
  }

  /** One microtask later, so that what is added in the same tick travels together. */
  #queueFlush(): void {
    if (this.#isBusy || this.#waiting.length === 0) return;
    this.#isBusy = true;
    queueMicrotask(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    await this.#settle(this.#take());
    this.#isBusy = false;
    this.#queueFlush();
  }

  #take(): Waiting<In, Out>[] {
    const { maxBatch, weight } = this.#options;
    let count = Math.min(maxBatch, this.#waiting.length);
    if (weight !== undefined) {
      let total = 0;
      for (let i = 0; i < count; i += 1) {
        total += weight.of((this.#waiting[i] as Waiting<In, Out>).item);
        if (total > weight.max) count = Math.max(1, i);
      }
    }
    return this.#waiting.splice(0, count);
  }

  async #settle(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const outs = await this.#options.run(batch.map((waiting) => waiting.item));
      if (outs.length !== batch.length) {
        throw new Error(`bug: a batch of ${batch.length} was answered with ${outs.length} results`);
      }
      batch.forEach((waiting, i) => {
        waiting.resolve(outs[i] as Out);
      });
    } catch (error) {
      if (batch.length > 1 && this.#options.isItemFault?.(error) === true) {
        const middle = batch.length >> 1;
        await this.#settle(batch.slice(0, middle));
        await this.#settle(batch.slice(middle));
        return;
      }
      for (const waiting of batch) waiting.reject(error);
    }
  }
}
