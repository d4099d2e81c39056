import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { LIMITS } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';

/**
 * Bounds the tests under way in one process; each may hold a connection and a request of ours for its whole time-out.
 * One too many is refused: nobody would wait for a place behind dead receivers.
 */
@Injectable()
export class TestSlots {
  #taken = 0;

  constructor(@Inject(LIMITS) private readonly limits: Pick<Limits, 'maxTestSends'>) {}

  /** @throws ProblemError `too_many_test_sends` */
  async within<T>(work: () => Promise<T>): Promise<T> {
    const { maxTestSends } = this.limits;
    if (this.#taken >= maxTestSends) throw new ProblemError('too_many_test_sends', { headers: { 'retry-after': '1' } });
    this.#taken += 1;
    try {
      return await work();
    } finally {
      this.#taken -= 1;
    }
  }
}
