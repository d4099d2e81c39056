import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MessageReader, type HttpMessage } from './http-messages.js';

interface Waiting {
  readonly resolve: (response: HttpMessage) => void;
  readonly reject: (error: Error) => void;
}

/** One connection with one request at a time: what a backend's HTTP client holds, at a fraction of the cost. */
export class KeepAliveConnection {
  readonly #socket: Socket;
  readonly #head: string;
  readonly #reader = new MessageReader();
  #waiting: Waiting | undefined;

  private constructor(socket: Socket, head: string) {
    this.#socket = socket;
    this.#head = head;
    socket.on('data', (chunk) => {
      this.#read(chunk);
    });
    socket.on('error', (error) => {
      this.#fail(error);
    });
    socket.on('close', () => {
      this.#fail(new Error('the API closed the connection'));
    });
  }

  /** @param headers are sent with every request */
  static async open(origin: string, headers: Readonly<Record<string, string>>): Promise<KeepAliveConnection> {
    const { hostname, port, host } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    const lines = Object.entries({ host, 'content-type': 'application/json', ...headers });
    return new KeepAliveConnection(socket, lines.map(([name, value]) => `${name}: ${value}\r\n`).join(''));
  }

  /** Rejects when the connection breaks before the answer is there. */
  post(path: string, body: string): Promise<HttpMessage> {
    const length = Buffer.byteLength(body);
    const answer = new Promise<HttpMessage>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    this.#socket.write(`POST ${path} HTTP/1.1\r\n${this.#head}content-length: ${length}\r\n\r\n${body}`);
    return answer;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    for (const response of this.#reader.read(chunk)) {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.resolve(response);
    }
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
