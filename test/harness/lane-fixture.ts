import { contractOf, matchingPatterns } from '#events';
import { ingestEvents, newUuid, openDatabase, secretContext, type Database, type IngestedEvent } from '#persistence';
import { generateKey, generateMasterKey, parseMasterKeys, seal, serializeKey } from '#signing';
import { startDispatcher, type RunningDispatcher } from '../../apps/dispatcher/src/index.js';
import { cloneDatabase, type TestDatabase } from './database.js';
import { testConfig } from './test-config.js';

export interface EndpointOptions {
  readonly url: string;
  readonly ordering?: 'none' | 'fifo';
  readonly retryPolicy?: unknown;
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  readonly maxConcurrency?: number;
  readonly timeoutMs?: number;
  readonly state?: 'active' | 'paused' | 'disabled';
}

export interface Emission {
  readonly payload: string;
  readonly orderingKey?: string;
}

export type TestQueue = 'postgres' | 'redis';

/** Dispatchers on a database of the test's own, with applications made by SQL: lanes without an API. */
export interface LaneFixture {
  readonly clone: TestDatabase;
  readonly database: Database;
  /** On the fixture's queue unless another is named. */
  startDispatcher(queue?: TestQueue): Promise<RunningDispatcher>;
  makeEndpoint(options: EndpointOptions): Promise<{ applicationId: string; endpointId: string }>;
  emit(applicationId: string, emissions: readonly Emission[]): Promise<readonly IngestedEvent[]>;
  /** Deliveries of an application by state. */
  states(applicationId: string): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export async function openLaneFixture(queue: TestQueue): Promise<LaneFixture> {
  const masterKey = generateMasterKey();
  const clone = await cloneDatabase();
  const database = openDatabase({ url: clone.url, poolSize: 4, applicationName: 'test' });
  const running = new Set<RunningDispatcher>();
  return {
    clone,
    database,
    startDispatcher: async (used = queue) => {
      const redisUrl = used === 'redis' ? process.env['TEST_REDIS_URL'] : undefined;
      const dispatcher = await startDispatcher(testConfig({ databaseUrl: clone.url, masterKey, redisUrl }));
      running.add(dispatcher);
      return {
        close: async () => {
          if (running.delete(dispatcher)) await dispatcher.close();
        },
      };
    },
    makeEndpoint: (options) => makeEndpoint(clone, masterKey, options),
    emit: (applicationId, emissions) => ingestEvents(database.hot, emissions.map(toEvent(applicationId))),
    states: async (applicationId) => {
      const rows = await clone.query<{ state: string; count: number }>(
        'select state, count(*)::int from postrider.delivery where application_id = $1 group by state',
        [applicationId],
      );
      return Object.fromEntries(rows.map((row) => [row.state, row.count]));
    },
    close: async () => {
      await Promise.all([...running].map((dispatcher) => dispatcher.close()));
      await database.close();
      await clone.drop();
    },
  };
}

const toEvent = (applicationId: string) => (emission: Emission) => ({
  ...emission,
  id: newUuid(),
  applicationId,
  type: 'order.paid',
  patterns: matchingPatterns('order.paid'),
  occurredAt: new Date(),
});

async function makeEndpoint(clone: TestDatabase, masterKey: string, options: EndpointOptions) {
  const [applicationId, endpointId, secretId] = [newUuid(), newUuid(), newUuid()];
  await clone.query(`insert into postrider.application (id, name) values ($1, 'test')`, [applicationId]);
  await clone.query(
    `insert into postrider.endpoint (id, application_id, url, name, retry_policy, ordering, rate_limit,
                                     max_concurrency, timeout_ms, state)
     values ($1, $2, $3, 'test', $4, $5, $6, $7, $8, $9)`,
    [
      endpointId,
      applicationId,
      options.url,
      JSON.stringify(options.retryPolicy ?? contractOf('standard')?.retryPolicy),
      options.ordering ?? 'none',
      options.rateLimit === undefined ? null : JSON.stringify(options.rateLimit),
      options.maxConcurrency ?? 32,
      options.timeoutMs ?? null,
      options.state ?? 'active',
    ],
  );
  await clone.query(
    `insert into postrider.subscription (endpoint_id, event_type, application_id) values ($1, '*', $2)`,
    [endpointId, applicationId],
  );
  const sealed = seal(parseMasterKeys(masterKey), serializeKey(generateKey('standard')), secretContext(secretId));
  await clone.query(`insert into postrider.secret (id, endpoint_id, scheme, sealed) values ($1, $2, 'standard', $3)`, [
    secretId,
    endpointId,
    sealed,
  ]);
  return { applicationId, endpointId };
}
