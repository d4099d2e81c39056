import { generateMasterKey } from '#signing';
import { openDatabase } from '#persistence';
import { ensureAdminKey, startApi, type RunningApi } from '../../apps/api/src/index.js';
import { startDispatcher, type RunningDispatcher } from '../../apps/dispatcher/src/index.js';
import { cloneDatabase, type TestDatabase } from './database.js';
import { testConfig } from './test-config.js';

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** API and dispatcher of one test file, on a database of its own, spoken to over HTTP. */
export interface Platform {
  readonly url: string;
  readonly key: string;
  readonly clone: TestDatabase;
  readonly dispatcher: RunningDispatcher;
  call<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<ApiAnswer<Body>>;
  close(): Promise<void>;
}

export async function startPlatform(
  queue: 'postgres' | 'redis',
  { dispatchers = 1 }: { readonly dispatchers?: number } = {},
): Promise<Platform> {
  const clone = await cloneDatabase();
  const redisUrl = queue === 'redis' ? process.env['TEST_REDIS_URL'] : undefined;
  const config = testConfig({ databaseUrl: clone.url, masterKey: generateMasterKey(), redisUrl });
  const key = await makeAdminKey(clone.url);
  const api: RunningApi = await startApi(config);
  const dispatcher = await startDispatcher(config);
  const others: RunningDispatcher[] = [];
  while (others.length < dispatchers - 1) others.push(await startDispatcher(config));
  return {
    url: api.url,
    key,
    clone,
    dispatcher,
    call: (method, path, body) => callApi(api.url, key, method, path, body),
    close: async () => {
      await api.close();
      await Promise.all([dispatcher, ...others].map((running) => running.close()));
      await clone.drop();
    },
  };
}

async function makeAdminKey(databaseUrl: string): Promise<string> {
  const database = openDatabase({ url: databaseUrl, poolSize: 1, applicationName: 'test' });
  const made = await ensureAdminKey(database);
  await database.close();
  if (made === undefined) throw new Error('the template database holds an admin key');
  return made.key;
}

async function callApi<Body>(
  url: string,
  key: string,
  method: string,
  path: string,
  body: unknown,
): Promise<ApiAnswer<Body>> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
}
