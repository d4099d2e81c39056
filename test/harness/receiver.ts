import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: Date;
}

export type Answer = (request: ReceivedRequest, response: ServerResponse) => void;

/** A real HTTP server that keeps what it got and answers as it is told. */
export interface Receiver {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  answerWith(answer: Answer | number): void;
  close(): Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  let answer: Answer = (_request, response) => response.writeHead(204).end();
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = {
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
        at: new Date(),
      };
      requests.push(request);
      answer(request, response);
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    requests,
    answerWith: (next) => {
      answer = typeof next === 'number' ? (_request, response) => response.writeHead(next).end() : next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
