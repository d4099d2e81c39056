import { openDatabase, publicId, type Database } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../harness/api.js';
import { explaining, type PlanNode } from '../harness/explaining.js';
import { listenToStatements, type StatementEar } from '../harness/listen-to-statements.js';

interface Page {
  readonly data: readonly Record<string, unknown>[];
  readonly next: string | null;
  readonly previous: string | null;
}

const rowsOfEach = 20_000;
const limit = 50;

/**
 * The lists of what people make, such as applications and keys: they grow with customers instead of deliveries, and
 * Prisma writes their statements. All of these are heard at the driver while the API answers, and explained.
 */
describe('lists of what people make', () => {
  let api: TestApi;
  let database: Database;
  let ear: StatementEar;
  let application: string;
  let endpoint: string;

  beforeAll(async () => {
    ear = listenToStatements();
    api = await startTestApi();
    database = openDatabase({ url: api.clone.url, poolSize: 1, applicationName: 'test' });
    ({ application, endpoint } = await fill());
  });

  afterAll(async () => {
    ear.stop();
    await database.close();
    await api.close();
  });

  /** As many of each; of what belongs to an application half is one's; of keys and sessions some are revoked. */
  async function fill() {
    const each = (columns: string, values: string, parameters: readonly unknown[] = []) =>
      api.clone.query(
        `insert into postrider.${columns} select ${values} from generate_series(1, ${rowsOfEach}) n`,
        parameters,
      );
    await each('application (id, uid, name)', `postrider.new_uuid(), 'uid-' || n, 'a'`);
    const ownerId = await idOf(`application where uid = 'uid-1'`);
    const owner = `case n % 2 when 0 then $1::uuid else (select id from postrider.application where uid = 'uid-' || n) end`;
    await each(
      'endpoint (id, application_id, url, name, retry_policy)',
      `postrider.new_uuid(), ${owner}, 'http://127.0.0.1:9/', 'e', '"three-attempts"'`,
      [ownerId],
    );
    const endpointId = await idOf(`endpoint where application_id = '${ownerId}'`);
    await api.clone.query(
      `insert into postrider.subscription (endpoint_id, event_type, application_id)
       select id, '*', application_id from postrider.endpoint`,
    );
    const keyOf = (n: string) => `sha256(${n}::text::bytea)`;
    await each(
      'api_key (id, name, hash, hint, revoked_at)',
      `postrider.new_uuid(), 'k', ${keyOf('n')}, 'pk_', case n % 100 when 0 then null else now() end`,
    );
    await each(
      'portal_session (id, application_id, made_by, hash, expires_at, revoked_at)',
      `postrider.new_uuid(), ${owner}, $2, ${keyOf('n')}, now() + interval '1 day', case n % 4 when 0 then now() end`,
      [ownerId, await idOf('api_key where revoked_at is null')],
    );
    await each('event_type (name, category, schema)', `'type.' || n, 'category-' || n % 2, '{}'`);
    await each(
      'redelivery (id, endpoint_id, status, since, until, reached, matched, matched_exactly, state, created_at, finished_at)',
      `postrider.new_uuid(), $1, 'failed', now(), now(), postrider.new_uuid(), 0, true, 'done', now(), now()`,
      [endpointId],
    );
    await api.clone.query('analyze');
    return { application: publicId('application', ownerId), endpoint: publicId('endpoint', endpointId) };
  }

  async function idOf(row: string): Promise<string> {
    const [found] = await api.clone.query<{ id: string }>(`select id from postrider.${row} limit 1`);
    return found?.id ?? '';
  }

  it.each<[string, () => string]>([
    ['applications', () => '/v1/applications'],
    ['endpoints', () => `/v1/applications/${application}/endpoints`],
    ['API keys', () => '/v1/api-keys'],
    ['portal sessions', () => `/v1/applications/${application}/portal-sessions`],
    ['event types', () => '/v1/event-types'],
    ['event types of a category', () => '/v1/event-types?category=category-1'],
    ['event types of a contract', () => '/v1/event-types?contract=customerio'],
    ['redeliveries', () => `/v1/applications/${application}/endpoints/${endpoint}/redeliveries`],
  ])('walk an index, a bounded part of it: %s', async (_name, path) => {
    const read = async (cursor: string | null) => {
      const [base, query = ''] = path().split('?');
      const asked = new URLSearchParams(query);
      asked.set('limit', String(limit));
      if (cursor !== null) asked.set('cursor', cursor);
      ear.heard();
      const answer = await api.call<Page>('GET', `${base}?${asked.toString()}`);
      expect(answer.status).toBe(200);
      const nodes: PlanNode[] = [];
      const statements = ear.heard().filter(({ text }) => /^\s*select/i.test(text));
      expect(statements.length).toBeGreaterThan(0);
      for (const statement of statements) await explaining(database.reads, nodes).query(statement);
      return { page: answer.body, nodes };
    };
    const first = await read(null);
    const second = await read(first.page.next);
    const back = await read(second.page.previous);
    expect(back.page.data).toEqual(first.page.data);
    expect(first.page.data).toHaveLength(limit);
    for (const { nodes } of [first, second, back]) {
      // What is sorted is what belongs to the rows of a page, such as their subscriptions.
      const sorted = nodes.filter(({ type, rows }) => type.includes('Sort') && rows > 4 * limit);
      expect([...sorted, ...nodes.filter(({ type }) => type === 'Seq Scan')]).toEqual([]);
      expect(nodes.reduce((sum, { rows, dropped }) => sum + rows + dropped, 0)).toBeLessThan(20 * limit);
    }
  });
});
