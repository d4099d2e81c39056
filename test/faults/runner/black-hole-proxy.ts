import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A TCP proxy in front of one receiver. While it is cut it takes connections and swallows every byte of both
 * directions, as a network does that drops packets; a connection that was open during a cut never comes back.
 */
export class BlackHoleProxy {
  readonly #targetPort: number;
  readonly #server = createServer((socket) => {
    this.#accept(socket);
  });
  readonly #sockets = new Set<Socket>();
  #open: Socket[][] = [];
  #isCut = false;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  static async open(targetPort: number): Promise<BlackHoleProxy> {
    const proxy = new BlackHoleProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks`;
  }

  cut(): void {
    this.#isCut = true;
    for (const [client, target] of this.#open) {
      client?.unpipe().resume();
      target?.unpipe().resume();
    }
    this.#open = [];
  }

  heal(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    this.#keep(client);
    if (this.#isCut) {
      client.resume();
      return;
    }
    const target = this.#keep(connect({ port: this.#targetPort, host: '127.0.0.1', noDelay: true }));
    client.setNoDelay(true);
    client.pipe(target).pipe(client);
    const pair = [client, target];
    this.#open.push(pair);
    client.once('close', () => {
      this.#open = this.#open.filter((other) => other !== pair);
    });
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
