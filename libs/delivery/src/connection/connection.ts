import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Dispatcher } from 'undici';
import { maxResponseHeadBytes, parsedPieceBytes } from '../limits.js';
import { ContinueMask } from './continue-mask.js';

/** Sees every piece of a response before it is parsed, and may destroy the connection over it. */
export type PieceListener = (bytes: Buffer) => void;

/** An open socket and the undici client that speaks HTTP/1.1 on it, one request at a time. */
export class Connection {
  readonly openedAt = performance.now();
  /** Requests dispatched so far. */
  uses = 0;
  readonly #client: Client;
  #onPiece: PieceListener | undefined;
  #continueMask = new ContinueMask();
  /** Read from the socket, but not yet given to the parser. */
  #unparsed: Buffer | null = null;

  constructor(
    readonly socket: Socket,
    readonly origin: string,
    keepAliveMs: number,
  ) {
    this.#client = new Client(origin, {
      pipelining: 1,
      maxHeaderSize: maxResponseHeadBytes,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // The attempt's deadline rules; undici's two are idle timers that a drip never lets fire.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: this.#handOver(),
    });
    const read = socket.read.bind(socket) as () => Buffer | null;
    socket.read = () => this.#nextPiece(read);
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
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler, onPiece: PieceListener): void {
    this.uses += 1;
    this.#onPiece = onPiece;
    this.#continueMask = new ContinueMask();
    this.#client.dispatch(options, handler);
  }

  /** The request is over; what comes now belongs to nobody. */
  detach(): void {
    this.#onPiece = undefined;
  }

  destroy(): void {
    this.#onPiece = undefined;
    this.socket.destroy();
    void this.#client.destroy(destroyed);
  }

  /**
   * undici keeps an object for every header line and calls back for every chunk, however small, so one read of
   * 64 KiB may cost megabytes. In pieces the limits are looked at before much has been spent.
   */
  #nextPiece(read: () => Buffer | null): Buffer | null {
    const bytes = this.#unparsed ?? read();
    this.#unparsed = null;
    if (bytes === null) return null;

    const piece = bytes.length > parsedPieceBytes ? bytes.subarray(0, parsedPieceBytes) : bytes;
    if (piece !== bytes) this.#unparsed = bytes.subarray(parsedPieceBytes);
    this.#onPiece?.(piece);
    this.#continueMask.apply(piece);
    return this.closed ? null : piece;
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

/** Given to undici, which would make an error with a stack trace for each of thousands that time out together. */
const destroyed = new Error('the connection was destroyed');

/** A kept connection had been closed when a request came. */
export class ConnectionGone extends Error {
  override readonly name = 'ConnectionGone';
  readonly code = 'ECONNRESET';

  constructor() {
    super('the kept connection was closed');
  }
}
