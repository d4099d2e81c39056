import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';

/** Tests under way in one process; each may hold a connection and a request of ours for its whole time-out. */
export const maxTestSends = 16;

/** Bounds the tests under way. One too many is refused: nobody would wait for a place behind dead receivers. */
@Injectable()
export class TestSlots {
  #taken = 0;

  /** @throws ProblemError `too_many_test_sends` */
  async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken >= maxTestSends) throw new ProblemError('too_many_test_sends', { headers: { 'retry-after': '1' } });
    this.#taken += 1;
    try {
      return await work();
    } finally {
      this.#taken -= 1;
    }
  }
}
