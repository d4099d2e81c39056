import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { MessageReader, type HttpMessage } from '../../../bench/src/http-messages.js';
import type { ArrivalLog } from './arrival-log.js';

/** How long the receiver takes to answer: long enough that some deliveries are in flight at any moment. */
const answerAfterMs = 50;

const noContent = 'HTTP/1.1 204 No Content\r\n\r\n';

/** A receiver of one endpoint, written as the documentation tells a customer to: verify, then answer 2xx. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** Refuses nothing before it is known, since an endpoint has its secret only once it has its URL. */
  verifyWith(secret: string): void;
  close(): Promise<void>;
}

export async function openReceiver(lane: number, log: ArrivalLog): Promise<Receiver> {
  let webhook: Webhook | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A dispatcher that was killed resets its connections.
    socket.on('error', () => undefined);
    const reader = new MessageReader();
    socket.on('data', (chunk) => {
      for (const message of reader.read(chunk)) {
        note(message, webhook, lane, log);
        setTimeout(() => socket.write(noContent), answerAfterMs);
      }
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    port,
    verifyWith: (secret) => {
      webhook = new Webhook(secret);
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function note({ head, body }: HttpMessage, webhook: Webhook | undefined, lane: number, log: ArrivalLog): void {
  const text = body.toString();
  try {
    // Five minutes of tolerance, as the reference libraries of Standard Webhooks have it.
    webhook?.verify(text, headersOf(head));
    log.add(lane, numberOf(JSON.parse(text)));
  } catch (error) {
    if (error instanceof WebhookVerificationError) log.unverified.push(error.message);
    else log.add(lane, undefined);
  }
}

function headersOf(head: string): Record<string, string> {
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** Which event of the load it is; undefined for one that the load did not emit. */
function numberOf(body: unknown): number | undefined {
  const { data } = body as { readonly data?: { readonly n?: unknown } | null };
  return typeof data?.n === 'number' ? data.n : undefined;
}
