import { generateKey, generateMasterKey, parseMasterKeys, seal, serializeKey } from '#signing';
import { ingestEvents, newUuid, openDatabase, secretContext, type Database } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDispatcher, type RunningDispatcher } from '../../apps/dispatcher/src/index.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { eventually } from '../harness/eventually.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';
import { testConfig } from '../harness/test-config.js';

describe.each(['postgres', 'redis'] as const)('lanes on the %s queue', (queue) => {
  const redisUrl = process.env['TEST_REDIS_URL'];
  if (queue === 'redis' && redisUrl === undefined) return;

  let clone: TestDatabase;
  let database: Database;
  let receiver: Receiver;
  let dispatcher: RunningDispatcher;
  const masterKey = generateMasterKey();

  beforeAll(async () => {
    clone = await cloneDatabase();
    receiver = await startReceiver();
    const config = testConfig({
      databaseUrl: clone.url,
      masterKey,
      redisUrl: queue === 'redis' ? redisUrl : undefined,
    });
    database = openDatabase({ url: clone.url, poolSize: 4, applicationName: 'test' });
    dispatcher = await startDispatcher(config);
  });

  afterAll(async () => {
    await dispatcher.close();
    await database.close();
    await receiver.close();
    await clone.drop();
  });

  /** An application with one endpoint that wants everything. */
  async function makeEndpoint(): Promise<{ applicationId: string; endpointId: string }> {
    const applicationId = newUuid();
    const endpointId = newUuid();
    const secretId = newUuid();
    await clone.query('insert into postrider.application (id, name) values ($1, $2)', [applicationId, 'test']);
    await clone.query(
      `insert into postrider.endpoint (id, application_id, url, name, retry_policy) values ($1, $2, $3, 'test', $4)`,
      [endpointId, applicationId, receiver.url, '"three-attempts"'],
    );
    await clone.query(
      `insert into postrider.subscription (endpoint_id, event_type, application_id) values ($1, '*', $2)`,
      [endpointId, applicationId],
    );
    const sealed = seal(parseMasterKeys(masterKey), serializeKey(generateKey('standard')), secretContext(secretId));
    await clone.query(
      `insert into postrider.secret (id, endpoint_id, scheme, sealed) values ($1, $2, 'standard', $3)`,
      [secretId, endpointId, sealed],
    );
    return { applicationId, endpointId };
  }

  function emit(applicationId: string, count: number) {
    const events = Array.from({ length: count }, (_, i) => ({
      id: newUuid(),
      applicationId,
      type: 'order.paid',
      patterns: ['order.paid', 'order.*', '*'],
      payload: `{"n":${i}}`,
      occurredAt: new Date(),
    }));
    return ingestEvents(database.hot, events);
  }

  it('delivers what was committed though nobody woke the lane', async () => {
    const { applicationId } = await makeEndpoint();
    const accepted = await emit(applicationId, 50);
    expect(accepted.every((event) => event.deliveries === 1)).toBe(true);
    await eventually(async () => {
      const rows = await clone.query<{ state: string; count: number }>(
        'select state, count(*)::int from postrider.delivery where application_id = $1 group by state',
        [applicationId],
      );
      expect(rows).toEqual([{ state: 'delivered', count: 50 }]);
    });
    const bodies = receiver.requests.map((request) => (JSON.parse(request.body) as { data: { n: number } }).data.n);
    expect(bodies.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    const owed = await clone.query('select 1 from postrider.owed_delivery');
    expect(owed).toEqual([]);
  });
});
