import type { Dispatcher } from 'undici';
import type { Header } from '#events';
import {
  maxFramingBytes,
  maxInformationalResponses,
  maxResponseBodyBytes,
  maxResponseHeadBytes,
  maxResponseHeadLines,
} from '../limits.js';
import type { Connection } from './connection.js';
import { DeadlineExpired } from './deadline.js';
import type { Deadline } from './deadline.js';
import { PartialResponse, ResponseRefused } from './reply.js';
import type { Reply } from './reply.js';

export interface PostRequest {
  readonly path: string;
  /** Name, value, name, value, … */
  readonly headers: string[];
  readonly body: Buffer | string;
}

/** Makes one POST on `connection`. What the network does is told in the reply; the promise never rejects. */
export function post(connection: Connection, request: PostRequest, deadline: Deadline): Promise<Reply> {
  return new Promise((resolve) => {
    new Post(connection, deadline, resolve).start(request);
  });
}

/**
 * One request on one connection: waiting, then sent, then settled once. After that whatever undici still reports is
 * ignored, and a connection that was not left clean is destroyed.
 */
class Post implements Dispatcher.DispatchHandler {
  #settled = false;
  #sent = false;
  #informational = 0;
  #headBytes = 0;
  #headLines = 0;
  #framingBytes = 0;
  #firstByteAt: number | undefined;
  #response: PartialResponse | undefined;
  readonly #startedAt = performance.now();

  constructor(
    private readonly connection: Connection,
    private readonly deadline: Deadline,
    private readonly resolve: (reply: Reply) => void,
  ) {}

  start(request: PostRequest): void {
    if (this.deadline.expired) {
      this.#settle(new DeadlineExpired());
      return;
    }
    this.deadline.whenExpired(() => {
      this.#abandon(new DeadlineExpired());
    });
    this.connection.dispatch({ method: 'POST', ...request }, this, (piece) => {
      this.#measure(piece);
    });
  }

  onRequestStart(): void {
    this.#sent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    reason: string | undefined,
  ): void {
    if (status >= 200) {
      const headers = headerPairs(controller.rawHeaders);
      if (isHeadTooLarge(headers, reason ?? '')) this.#abandon(new ResponseRefused('head_too_large'));
      else this.#response = new PartialResponse(status, headers, maxResponseBodyBytes);
      return;
    }
    this.#informational += 1;
    if (this.#informational > maxInformationalResponses) this.#abandon(new ResponseRefused('too_many_informational'));
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#framingBytes -= chunk.length;
    if (!this.#settled && this.#response?.append(chunk) === false) this.#cut();
  }

  onResponseEnd(): void {
    this.#settle(undefined);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#settle(error);
  }

  /**
   * Counts what the parser is about to get. A piece may hold the end of the head and some of the body, so a limit is
   * held against the pieces before it: had the head ended in one of them, it would be known by now. This bounds what is
   * spent on a head; whether one that has ended was too large is seen then.
   */
  #measure(piece: Buffer): void {
    this.#firstByteAt ??= performance.now();
    if (this.#response !== undefined) {
      if (this.#framingBytes > maxFramingBytes) this.#cut();
      this.#framingBytes += piece.length;
      return;
    }
    if (this.#headBytes > maxResponseHeadBytes || this.#headLines > maxResponseHeadLines) {
      this.#abandon(new ResponseRefused('head_too_large'));
    }
    this.#headBytes += piece.length;
    this.#headLines += countLines(piece);
  }

  /** The status is known and counts; the rest of the body is not wanted. */
  #cut(): void {
    if (this.#response !== undefined) this.#response.truncated = true;
    this.#settle(undefined);
    this.connection.destroy();
  }

  /** On a socket that died nobody knows how much was read of what was written, so the worst is assumed. */
  #mayHaveArrived(): boolean {
    return this.#sent && (this.connection.closed || this.connection.flushed);
  }

  #abandon(error: Error): void {
    this.#settle(error);
    this.connection.destroy();
  }

  #settle(error: Error | undefined): void {
    if (this.#settled) return;
    this.#settled = true;
    this.deadline.disarm();
    this.resolve({
      ...(this.#response === undefined ? {} : { response: this.#response.finish(error === undefined) }),
      ...(error === undefined ? {} : { error }),
      ...(this.#firstByteAt === undefined ? {} : { firstByteMs: this.#firstByteAt - this.#startedAt }),
      requestSent: this.#mayHaveArrived(),
    });
  }
}

/** The bytes of status line and headers as they came, but for spaces that mean nothing; and the number of headers. */
function isHeadTooLarge(headers: readonly Header[], reason: string): boolean {
  const framing = 'HTTP/1.1 200 \r\n\r\n'.length;
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + ': \r\n'.length, framing);
  return bytes + reason.length > maxResponseHeadBytes || headers.length > maxResponseHeadLines;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

function headerPairs(raw: Dispatcher.DispatchController['rawHeaders']): readonly Header[] {
  const pairs: Header[] = [];
  if (!Array.isArray(raw)) return pairs;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([latin1(raw[index]), latin1(raw[index + 1])]);
  }
  return pairs;
}

function latin1(value: Buffer | string | undefined): string {
  return typeof value === 'string' ? value : (value?.toString('latin1') ?? '');
}
