import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems hand out to outgoing connections: nobody takes one while its server is down. */
const lowest = 12_000;
const highest = 30_000;

/**
 * A free port that stays free. While a server is down its clients knock at its port; were that one of those that
 * outgoing connections are given, one of them would sooner or later be connected to itself.
 */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(true);
    });
  });
  if (!(await listening)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
