import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Dispatcher } from 'undici';
import { maxResponseHeaderBytes } from '../limits.js';

/** Bytes came in for the request under way; `total` counts from its start. */
export type BytesListener = (total: number) => void;

/** An open socket and the undici client that speaks HTTP/1.1 on it, one request at a time. */
export class Connection {
  readonly openedAt = performance.now();
  /** Requests dispatched so far. */
  uses = 0;
  readonly #client: Client;
  #onBytes: BytesListener | undefined;
  #bytesBefore = 0;

  constructor(
    readonly socket: Socket,
    readonly origin: string,
    keepAliveMs: number,
  ) {
    this.#client = new Client(origin, {
      pipelining: 1,
      maxHeaderSize: maxResponseHeaderBytes,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // The attempt's deadline rules; undici's two are idle timers that a drip never lets fire.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: this.#handOver(),
    });
    // Before undici's own listener, so that a byte counts even if undici destroys the socket over it.
    socket.on('readable', () => {
      if (socket.readableLength > 0) this.#onBytes?.(socket.bytesRead - this.#bytesBefore);
    });
  }

  get closed(): boolean {
    return this.socket.destroyed;
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  /** Whether the kernel has taken all of the request. Meaningful while the socket lives. */
  get flushed(): boolean {
    return this.socket.writableLength === 0;
  }

  /** The outcome is told to `handler`, never thrown. */
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler, onBytes: BytesListener): void {
    this.uses += 1;
    this.#bytesBefore = this.socket.bytesRead;
    this.#onBytes = onBytes;
    this.#client.dispatch(options, handler);
  }

  /** The request is over; what comes now belongs to nobody. */
  detach(): void {
    this.#onBytes = undefined;
  }

  destroy(): void {
    this.#onBytes = undefined;
    this.socket.destroy();
    void this.#client.destroy();
  }

  /**
   * Gives the client its socket once. It asks again when the socket died before a request was written; a new socket
   * would be an unjudged one, and unknown to the pool.
   */
  #handOver(): NonNullable<Extract<Client.Options['connect'], (...args: never[]) => unknown>> {
    let given = false;
    return (_, callback) => {
      const first = !given;
      given = true;
      // The client is not ready to be called back from within its own call.
      queueMicrotask(() => {
        if (first && !this.socket.destroyed) callback(null, this.socket);
        else callback(new ConnectionGone(), null);
      });
    };
  }
}

/** A kept connection had been closed when a request came. */
export class ConnectionGone extends Error {
  override readonly name = 'ConnectionGone';
  readonly code = 'ECONNRESET';

  constructor() {
    super('the kept connection was closed');
  }
}
