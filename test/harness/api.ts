import type { Config } from '#config';
import type { LaneWaker } from '#lanes';
import { openDatabase, parsePublicId } from '#persistence';
import { generateMasterKey } from '#signing';
import { ensureAdminKey, startApi, type ApiOptions } from '../../apps/api/src/index.js';
import { cloneDatabase, type TestDatabase } from './database.js';
import { testConfig } from './test-config.js';

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly requestId?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

export interface CallOptions {
  /** An API key; the admin key unless said otherwise, none for null. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API alone: nobody delivers, so what is owed stays owed. */
export interface TestApi {
  readonly url: string;
  readonly clone: TestDatabase;
  readonly adminKey: string;
  /** For further processes on the same database. */
  readonly masterKey: string;
  /** UUIDs of the endpoints whose lanes were woken, in order. */
  readonly woken: readonly string[];
  /** A body that is a string or bytes is sent as it is. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<Answer<Body>>;
  /** Ends the API and starts another on the same database, elsewhere. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The waker is one that remembers; everything else is the real thing. */
export async function startTestApi(
  changes: Partial<Config> = {},
  options: Pick<ApiOptions, 'hostLookup'> = {},
): Promise<TestApi> {
  const clone = await cloneDatabase();
  const woken: string[] = [];
  const remember = (ids: Iterable<string>): void => {
    woken.push(...ids);
  };
  const waker: LaneWaker = { wake: remember, poke: remember };
  const adminKey = await makeAdminKey(clone.url);
  const masterKey = generateMasterKey();
  const config = { ...testConfig({ databaseUrl: clone.url, masterKey }), ...changes };
  let api = await startApi(config, { ...options, waker });
  return {
    get url() {
      return api.url;
    },
    clone,
    adminKey,
    masterKey,
    woken,
    call: (method, path, body, options = {}) => call(api.url + path, method, body, { key: adminKey, ...options }),
    restart: async () => {
      await api.close();
      api = await startApi(config, { ...options, waker });
    },
    close: async () => {
      await api.close();
      await clone.drop();
    },
  };
}

/** Calls that a test makes all the time, within an application of its own. */
export async function makeApplication(api: TestApi, uid: string): Promise<ApplicationCalls> {
  const { status } = await api.call('POST', '/v1/applications', { name: uid, uid });
  if (status !== 201) throw new Error(`application ${uid} was not made: ${status}`);
  const base = `/v1/applications/${uid}`;
  return {
    base,
    addEndpoint: async (fields = {}) => {
      const { body, text } = await api.call<{ id: string; secrets: { secret: string }[] }>(
        'POST',
        `${base}/endpoints`,
        {
          url: 'http://127.0.0.1:9/hook',
          subscriptions: [{ eventType: '*' }],
          ...fields,
        },
      );
      const uuid = parsePublicId('endpoint', body.id);
      if (uuid === undefined) throw new Error(`endpoint was not made: ${text}`);
      return { id: body.id, uuid };
    },
    emit: (fields = {}) =>
      api.call('POST', `${base}/events`, { type: 'customer.event.create', payload: customer, ...fields }),
  };
}

export interface ApplicationCalls {
  /** Path of the application. */
  readonly base: string;
  readonly addEndpoint: (fields?: object) => Promise<{ readonly id: string; readonly uuid: string }>;
  readonly emit: (fields?: object) => Promise<Answer<{ id: string; deliveries: number }>>;
}

/** A payload that `customer.event.create` accepts. */
export const customer = { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' };

async function call<Body>(
  url: string,
  method: string,
  body: unknown,
  { key, headers }: CallOptions,
): Promise<Answer<Body>> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      ...(typeof key === 'string' && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isRaw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Body,
  };
}

async function makeAdminKey(databaseUrl: string): Promise<string> {
  const database = openDatabase({ url: databaseUrl, poolSize: 1, applicationName: 'test' });
  const made = await ensureAdminKey(database);
  await database.close();
  if (made === undefined) throw new Error('the template database holds an admin key');
  return made.key;
}
