import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Called with each connection and its number, the first being 1. */
export type RawBehaviour = (socket: Socket, connection: number) => void;

export interface RawReceiver {
  readonly url: string;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** A receiver that writes whatever bytes it likes, on a free port of this machine. */
export async function startRawReceiver(behave: RawBehaviour): Promise<RawReceiver> {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    open.add(socket);
    connections += 1;
    socket.on('close', () => open.delete(socket));
    // Being reset by the sender is what many of the cases are about.
    socket.on('error', () => open.delete(socket));
    behave(socket, connections);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    connections: () => connections,
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Answers every request on a connection with the bytes that `reply` gives; a request ends with its `!`. */
export function answering(reply: (request: number, socket: Socket) => string | Buffer): RawBehaviour {
  return (socket) => {
    let requests = 0;
    socket.on('data', (chunk) => {
      if (!chunk.toString('latin1').endsWith('!')) return;
      requests += 1;
      socket.write(reply(requests, socket));
    });
  };
}

/** Writes `piece` every `intervalMs` until the connection is gone. */
export function drip(socket: Socket, piece: string | Buffer, intervalMs: number): void {
  const timer = setInterval(() => socket.write(piece), intervalMs);
  socket.on('close', () => {
    clearInterval(timer);
  });
}

/** Writes `piece` as fast as it is read. */
export function flood(socket: Socket, piece: Buffer): void {
  const fill = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', fill);
  fill();
}
