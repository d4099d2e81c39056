import { Batcher, readPayloads, type Database, type DueDelivery } from '#persistence';
import { ByteBudget } from './byte-budget.js';
import type { Slice } from './slice.js';

/**
 * Bytes of heavy payloads that a dispatcher holds at once, over all lanes. In flight a payload is there about three
 * times: as a text, wrapped, and as the bytes that are sent.
 */
const maxHeldBytes = 32 << 20;

export interface PayloadLog {
  warn(fields: object, message: string): void;
}

/**
 * Payloads that are too heavy to be read ahead. Each is read when its request begins, and waits for others to end when
 * too much is held: heavy deliveries to slow receivers cost other heavy ones time, and nobody memory.
 */
export class HeavyPayloads {
  readonly #budget = new ByteBudget(maxHeldBytes);
  readonly #reads: Batcher<string, string | undefined>;

  constructor(
    database: Database,
    private readonly log: PayloadLog,
  ) {
    this.#reads = new Batcher({
      maxBatch: 32,
      maxBacklog: 100_000,
      run: async (eventIds) => {
        const payloads = await readPayloads(database.hot, [...new Set(eventIds)]);
        return eventIds.map((id) => payloads.get(id));
      },
    });
  }

  /** Runs `work` with the payload; undefined when the slice was over before it was there, or it could not be read. */
  async hold<T>(delivery: DueDelivery, slice: Slice, work: (whole: DueDelivery) => Promise<T>): Promise<T | undefined> {
    const giveBack = await this.#budget.take(delivery.payloadBytes ?? 0, slice);
    if (giveBack === undefined) return undefined;
    try {
      const payload = await this.#read(delivery.eventId);
      if (payload === undefined || slice.isOver) return undefined;
      return await work({ ...delivery, payload });
    } finally {
      giveBack();
    }
  }

  async #read(eventId: string): Promise<string | undefined> {
    try {
      return await this.#reads.add(eventId);
    } catch (error) {
      this.log.warn({ error: String(error) }, 'payload not read; its delivery stays due');
      return undefined;
    }
  }
}

/** Whether the payload was left out of the lane's page. */
export function isHeavy(delivery: DueDelivery): boolean {
  return delivery.payload === null && delivery.payloadBytes !== null;
}
