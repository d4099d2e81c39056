import {
  Batcher,
  readDueDeliveries,
  readEndpointSettings,
  type Database,
  type DueDelivery,
  type EndpointSettings,
  type LaneRead,
} from '#persistence';

/** Lanes of one statement at most. */
const maxLanesPerRead = 256;

/** Lanes that may wait for a read: every lane of the dispatcher. */
const maxBacklog = 100_000;

/** Reads settings and due deliveries; lanes that ask at the same time share one statement. */
export class LaneReader {
  readonly #settings: Batcher<string, EndpointSettings | undefined>;
  readonly #pages: Batcher<LaneRead, readonly DueDelivery[]>;

  constructor(database: Database) {
    const bounds = { maxBatch: maxLanesPerRead, maxBacklog, concurrency: 2 };
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
}
