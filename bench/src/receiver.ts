import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { nowMs } from './clock.js';
import { MessageReader } from './http-messages.js';
import { Journal, type JournalEntries } from './journal.js';
import { serve } from './worker-protocol.js';

const noContent = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n', 'latin1');
const webhookId = /\r\nwebhook-id: *([^\r]+)/i;

const journal = new Journal();
let requests = 0;
let connections = 0;

/**
 * Reads whole requests, notes when each was there and answers 204; a silent one never answers. Connections are kept
 * alive for as long as the sender likes.
 */
function receive(socket: Socket, lane: number, silent: boolean): void {
  const reader = new MessageReader();
  connections += 1;
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    for (const { head } of reader.read(chunk)) {
      requests += 1;
      if (silent) continue;
      journal.add(webhookId.exec(head)?.[1] ?? '', lane, nowMs());
      socket.write(noContent);
    }
  });
}

async function openEndpoint(lane: number, silent: boolean): Promise<string> {
  const server = createServer((socket) => {
    receive(socket, lane, silent);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
}

const skills = {
  /** Opens `count` endpoints, each an origin of its own as endpoints are; answers their URLs. Lane n is the n-th. */
  open: ({ count, silent }: { readonly count: number; readonly silent: boolean }): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, lane) => openEndpoint(lane, silent))),
  /** Requests since the last `clear`, answered or not. */
  count: (): number => requests,
  /** Connections opened since the last `clear`. */
  connections: (): number => connections,
  entries: (): JournalEntries => journal.entries(),
  clear: (): void => {
    requests = 0;
    connections = 0;
    journal.clear();
  },
};

export type ReceiverSkills = typeof skills;

serve(skills);
