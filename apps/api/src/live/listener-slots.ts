import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { LIMITS } from '../core/tokens.js';
import { Metrics } from '../health/metrics.js';
import { ProblemError } from '../http/problem-error.js';

/** A listener that is cut off comes back after a second; one that is refused should wait longer than that. */
const retryAfterSeconds = '5';

/** Bounds the listeners of one process, and those of one credential among them. */
@Injectable()
export class ListenerSlots {
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor(
    @Inject(LIMITS) private readonly limits: Pick<Limits, 'maxListeners' | 'maxListenersPerKey'>,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes a place and gives what frees it.
   *
   * @throws ProblemError `too_many_listeners`
   */
  take(credentialId: string): () => void {
    const { maxListeners, maxListenersPerKey } = this.limits;
    const own = this.#taken.get(credentialId) ?? 0;
    if (this.#total >= maxListeners || own >= maxListenersPerKey) {
      throw new ProblemError('too_many_listeners', { headers: { 'retry-after': retryAfterSeconds } });
    }
    this.#count(1);
    this.#taken.set(credentialId, own + 1);
    return () => {
      this.#free(credentialId);
    };
  }

  #free(credentialId: string): void {
    this.#count(-1);
    const left = (this.#taken.get(credentialId) ?? 1) - 1;
    if (left > 0) this.#taken.set(credentialId, left);
    else this.#taken.delete(credentialId);
  }

  #count(change: 1 | -1): void {
    this.#total += change;
    this.metrics.listening(this.#total);
  }
}
