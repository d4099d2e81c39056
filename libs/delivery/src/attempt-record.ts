import type { Connection } from './connection/connection.js';
import { Progress } from './connection/progress.js';
import type { Reply } from './connection/reply.js';
import { describeFault } from './describe-fault.js';
import type { Exchange, ExchangeResponse, ExchangeTimings, Fault } from './exchange.js';

/** Gathers what one attempt sees, and becomes its `Exchange`. */
export class AttemptRecord {
  progress = new Progress();
  readonly #startedAt = new Date();
  readonly #started = performance.now();
  #remoteAddress: string | undefined;
  #reused = false;
  #retriedFresh = false;
  /** Once true it stays: the receiver may have read the request before a kept connection died. */
  #requestSent = false;
  #firstByteMs: number | undefined;
  #response: ExchangeResponse | undefined;
  #fault: Fault | undefined;

  /**
   * A kept connection closed without a byte of an answer: most likely the receiver's idle limit and our request
   * crossed on the way, which says nothing about the receiver.
   */
  get diedUnnoticed(): boolean {
    return this.#reused && this.#firstByteMs === undefined && this.#fault?.kind === 'connection_reset';
  }

  use(connection: Connection): void {
    this.#reused = connection.uses > 0;
    this.#remoteAddress = connection.remoteAddress;
  }

  /** Forgets the dead connection, and gives the progress of the new one. */
  startAgain(): Progress {
    const { waitMs } = this.progress;
    this.#retriedFresh = true;
    this.#reused = false;
    this.#fault = undefined;
    this.progress = new Progress();
    if (waitMs !== undefined) this.progress.waitMs = waitMs;
    return this.progress;
  }

  answer(reply: Reply): void {
    this.#requestSent ||= reply.requestSent;
    this.#firstByteMs = reply.firstByteMs;
    this.#response = reply.response;
    if (reply.error === undefined) return;

    const waitedFor = reply.requestSent ? 'headers' : 'request';
    this.#fault = describeFault(reply.error, reply.response === undefined ? waitedFor : 'body', this.#requestSent);
  }

  /** The attempt did not come as far as a connection. */
  fail(error: Error): void {
    this.#remoteAddress = this.progress.remoteAddress;
    this.#fault = describeFault(error, this.progress.phase, this.#requestSent);
  }

  exchange(): Exchange {
    return {
      startedAt: this.#startedAt,
      timings: this.#timings(),
      ...(this.#remoteAddress === undefined ? {} : { remoteAddress: this.#remoteAddress }),
      reusedConnection: this.#reused,
      retriedFreshSocket: this.#retriedFresh,
      ...(this.#response === undefined ? {} : { response: this.#response }),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    };
  }

  #timings(): ExchangeTimings {
    const { waitMs, dnsMs, connectMs, tlsMs } = this.progress;
    return {
      ...(waitMs === undefined ? {} : { waitMs: tenths(waitMs) }),
      ...(dnsMs === undefined ? {} : { dnsMs: tenths(dnsMs) }),
      ...(connectMs === undefined ? {} : { connectMs: tenths(connectMs) }),
      ...(tlsMs === undefined ? {} : { tlsMs: tenths(tlsMs) }),
      ...(this.#firstByteMs === undefined ? {} : { firstByteMs: tenths(this.#firstByteMs) }),
      totalMs: tenths(performance.now() - this.#started),
    };
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
