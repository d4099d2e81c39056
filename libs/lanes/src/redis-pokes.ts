import type { Cluster, Redis } from 'ioredis';
import { decodePoke, encodePoke, type LanePokes } from './lane-pokes.js';

const channel = 'postrider:lanes';

/** Pokes over Redis' publish and subscribe. A subscriber can do nothing else, so it is a connection of its own. */
export class RedisPokes implements LanePokes {
  #subscriber: Redis | Cluster | undefined;

  constructor(
    private readonly client: Redis | Cluster,
    private readonly openSubscriber: () => Redis | Cluster,
  ) {}

  async publish(endpointIds: readonly string[]): Promise<void> {
    await this.client.publish(channel, encodePoke(endpointIds));
  }

  async subscribe(listener: (endpointIds: readonly string[]) => void): Promise<void> {
    const subscriber = this.openSubscriber();
    // ioredis reconnects and subscribes again by itself; what was published meanwhile is found by the sweep.
    subscriber.on('error', () => undefined);
    subscriber.on('message', (_channel: string, text: string) => {
      listener(decodePoke(text));
    });
    this.#subscriber = subscriber;
    await subscriber.subscribe(channel);
  }

  close(): Promise<void> {
    this.#subscriber?.disconnect();
    return Promise.resolve();
  }
}
