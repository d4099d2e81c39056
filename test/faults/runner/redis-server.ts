import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from '../../harness/redis.js';

/** A Redis that keeps nothing on disk, and comes back empty at the same address. */
export class RedisQueueServer {
  readonly #directory: string;
  readonly #port: number;
  #running: RedisServer;
  #isOver = false;

  private constructor(directory: string, port: number, running: RedisServer) {
    this.#directory = directory;
    this.#port = port;
    this.#running = running;
  }

  static async start(directory: string, port: number): Promise<RedisQueueServer> {
    return new RedisQueueServer(directory, port, await startOrThrow(directory, port));
  }

  get url(): string {
    return this.#running.url;
  }

  async flush(): Promise<void> {
    const client = new Redis(this.url);
    await client.flushall();
    client.disconnect();
  }

  /** Ends it at once; it keeps nothing that an orderly end would save. */
  stop(): Promise<void> {
    return this.#running.stop();
  }

  async startAgain(): Promise<void> {
    if (this.#isOver) throw new Error('the run is over');
    this.#running = await startOrThrow(this.#directory, this.#port);
  }

  /** For good: a fault that is still under way starts nothing any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.stop();
  }
}

async function startOrThrow(directory: string, port: number): Promise<RedisServer> {
  const server = await startRedisServer(directory, port);
  if (server === undefined) throw new Error('there is no redis-server on this machine');
  return server;
}
