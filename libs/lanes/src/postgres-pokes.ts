import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodePoke, encodePoke, type LanePokes } from './lane-pokes.js';

const channel = 'postrider_lanes';

/** A notification holds 8,000 bytes at most, and a UUID with its comma 37. */
const maxIdsPerNotification = 200;

/** Between two tries to listen again after the connection was lost, in milliseconds. */
const reconnectMs = 1_000;

/** Pokes over LISTEN and NOTIFY. Whoever listens holds a connection of its own for it. */
export class PostgresPokes implements LanePokes {
  readonly #pool: pg.Pool;
  readonly #url: string;
  readonly #closed = new AbortController();
  #listener: pg.Client | undefined;

  constructor(url: string) {
    this.#url = url;
    this.#pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'postrider-pokes' });
    // The next notification opens another connection.
    this.#pool.on('error', () => undefined);
  }

  async publish(endpointIds: readonly string[]): Promise<void> {
    for (let at = 0; at < endpointIds.length; at += maxIdsPerNotification) {
      const text = encodePoke(endpointIds.slice(at, at + maxIdsPerNotification));
      await this.#pool.query({ name: 'poke', text: 'select pg_notify($1, $2)', values: [channel, text] });
    }
  }

  async subscribe(listener: (endpointIds: readonly string[]) => void): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'postrider-pokes', keepAlive: true });
    client.on('notification', ({ payload }) => {
      listener(decodePoke(payload ?? ''));
    });
    client.on('error', () => {
      void this.#subscribeAgain(listener);
    });
    await client.connect();
    await client.query(`listen ${channel}`);
    this.#listener = client;
    // Closed while it connected.
    if (this.#closed.signal.aborted) await client.end();
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    await Promise.all([this.#pool.end(), this.#listener?.end()]);
  }

  async #subscribeAgain(listener: (endpointIds: readonly string[]) => void): Promise<void> {
    this.#listener = undefined;
    while (!this.#closed.signal.aborted) {
      try {
        await this.subscribe(listener);
        return;
      } catch {
        // Still away. What is published meanwhile is found by the sweep.
        await sleep(reconnectMs, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      }
    }
  }
}
