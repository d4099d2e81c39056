import type { Header } from '#events';
import type { ExchangeResponse } from '../exchange.js';

/** What came back on a connection, and what went wrong, if anything did. */
export interface Reply {
  readonly response?: ExchangeResponse;
  readonly error?: Error;
  /** Whether the receiver may have read all of the request. */
  readonly requestSent: boolean;
  /** Milliseconds from dispatch to the first byte; absent when no byte came. */
  readonly firstByteMs?: number;
}

/** The response broke one of our limits. */
export class ResponseRefused extends Error {
  override readonly name = 'ResponseRefused';

  constructor(readonly code: 'too_many_informational' | 'head_too_large') {
    super(code === 'head_too_large' ? 'the response head is too large' : 'too many informational responses');
  }
}

/** The status and headers of a final response, and as much of its body as is kept. */
export class PartialResponse {
  /** Copied together, because a receiver may send a body in as many chunks as it has bytes. */
  #body = Buffer.alloc(0);
  #kept = 0;
  truncated = false;

  constructor(
    private readonly status: number,
    private readonly headers: readonly Header[],
    private readonly maxBodyBytes: number,
  ) {}

  /** Returns whether there was room for all of `chunk`. */
  append(chunk: Buffer): boolean {
    const length = Math.min(chunk.length, this.maxBodyBytes - this.#kept);
    this.#grow(this.#kept + length);
    chunk.copy(this.#body, this.#kept, 0, length);
    this.#kept += length;
    this.truncated = length < chunk.length;
    return !this.truncated;
  }

  /** `complete`: the body ended where its framing says. */
  finish(complete: boolean): ExchangeResponse {
    return {
      status: this.status,
      headers: this.headers,
      body: this.#body.subarray(0, this.#kept),
      truncated: this.truncated || !complete,
    };
  }

  /** Exactly as large as the first chunk, which mostly is all; doubling from there. */
  #grow(needed: number): void {
    if (needed <= this.#body.length) return;
    const larger = Buffer.allocUnsafe(Math.min(Math.max(needed, 2 * this.#body.length), this.maxBodyBytes));
    this.#body.copy(larger, 0, 0, this.#kept);
    this.#body = larger;
  }
}
