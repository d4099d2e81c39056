/** One HTTP/1.1 message, request or response alike. */
export interface HttpMessage {
  /** First line and header fields, without the empty line that ends them. */
  readonly head: string;
  readonly body: Buffer;
}

const endOfHead = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);

/**
 * Cuts one connection's bytes into messages. Load and receiver share the machine with what they measure, and
 * `node:http` on both sides would take several times as much of it; in return this reads only what our own
 * processes send: bodies with a `content-length`, or none.
 */
export class MessageReader {
  #rest: Buffer = nothing;

  /**
   * The messages that `chunk` completes, each read to its last byte.
   *
   * @throws when a message has another transfer encoding.
   */
  *read(chunk: Buffer): Generator<HttpMessage> {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = nothing;
    while (bytes.length > 0) {
      const headEnd = bytes.indexOf(endOfHead);
      if (headEnd === -1) break;
      const head = bytes.toString('latin1', 0, headEnd);
      const bodyStart = headEnd + endOfHead.length;
      const bodyEnd = bodyStart + bodyLength(head);
      if (bytes.length < bodyEnd) break;
      const body = bytes.subarray(bodyStart, bodyEnd);
      bytes = bytes.subarray(bodyEnd);
      yield { head, body };
    }
    this.#rest = bytes;
  }
}

const contentLength = /\r\ncontent-length: *(\d+)/i;
const transferEncoding = /\r\ntransfer-encoding:/i;

function bodyLength(head: string): number {
  if (transferEncoding.test(head)) throw new Error('a message without content-length cannot be read here');
  return Number(contentLength.exec(head)?.[1] ?? 0);
}
