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

  constructor(readonly code: 'too_many_informational' | 'response_too_large') {
    super(code === 'response_too_large' ? 'the response is too large' : 'too many informational responses');
  }
}

/** The status and headers of a final response, and as much of its body as is kept. */
export class PartialResponse {
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  truncated = false;

  constructor(
    private readonly status: number,
    private readonly headers: readonly Header[],
    private readonly maxBodyBytes: number,
  ) {}

  /** Returns whether there was room for all of `chunk`. */
  append(chunk: Buffer): boolean {
    const room = this.maxBodyBytes - this.#kept;
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#chunks.push(part);
    this.#kept += part.length;
    this.truncated = part.length < chunk.length;
    return !this.truncated;
  }

  /** `complete`: the body ended where its framing says. */
  finish(complete: boolean): ExchangeResponse {
    return {
      status: this.status,
      headers: this.headers,
      // Copied, because a chunk is a view of the buffer that the socket read into.
      body: Buffer.concat(this.#chunks, this.#kept),
      truncated: this.truncated || !complete,
    };
  }
}
