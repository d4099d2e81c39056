import {
  Batcher,
  readDueDeliveries,
  readEndpointSettings,
  readOrderedDeliveries,
  type Database,
  type DueDelivery,
  type EndpointSettings,
  type LaneRead,
  type OrderedRead,
  type OrderedRun,
} from '#persistence';

/** Lanes of one statement at most. */
const maxLanesPerRead = 256;

/** Lanes that may wait for a read: every lane of the dispatcher. */
const maxBacklog = 100_000;

/** Reads settings and due deliveries; lanes that ask at the same time share one statement. */
export class LaneReader {
  readonly #settings: Batcher<string, EndpointSettings | undefined>;
  readonly #pages: Batcher<LaneRead, readonly DueDelivery[]>;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    const bounds = { maxBatch: maxLanesPerRead, maxBacklog };
    this.#settings = new Batcher({
      ...bounds,
      run: async (ids) => {
        const found = await readEndpointSettings(database.hot, ids);
        return ids.map((id) => found.get(id));
      },
    });
    this.#pages = new Batcher({ ...bounds, run: (reads) => readDueDeliveries(database.hot, reads) });
  }

  settings(endpointId: string): Promise<EndpointSettings | undefined> {
    return this.#settings.add(endpointId);
  }

  /** At most `read.limit` deliveries that are due, in the lane's order. */
  page(read: LaneRead): Promise<readonly DueDelivery[]> {
    return this.#pages.add(read);
  }

  /** What a FIFO lane may send now. These lanes are few, and each reads by a statement of its own. */
  ordered(read: OrderedRead): Promise<readonly OrderedRun[]> {
    return readOrderedDeliveries(this.#database.hot, read);
  }
}
