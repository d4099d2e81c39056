import { makeApplication, type ApplicationCalls, type TestApi } from './api.js';

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly application: string | null;
  readonly remoteAddress: string | null;
  readonly requestId: string | null;
  readonly changes: Record<string, { readonly before?: unknown; readonly after?: unknown }>;
}

export interface AuditPage {
  readonly data: readonly AuditEntry[];
  readonly next: string | null;
  readonly previous: string | null;
}

/** What a test of the audit log reads, and makes for others to change. */
export interface AuditedThings {
  /** The newest hundred entries that the query, `&name=value`, lets through. */
  entries(query?: string): Promise<readonly AuditEntry[]>;
  /** A name that nothing has yet. */
  fresh(word: string): string;
  newApplication(): Promise<ApplicationCalls>;
  /** In an application of its own. */
  newEndpoint(fields?: object): Promise<ApplicationCalls & { readonly id: string; readonly path: string }>;
  newKey(fields?: object): Promise<{ readonly id: string; readonly key: string }>;
}

export function auditedThings(api: TestApi): AuditedThings {
  let made = 0;
  const fresh = (word: string): string => {
    made += 1;
    return `${word}-${made}`;
  };
  const newApplication = () => makeApplication(api, fresh('customer'));
  return {
    fresh,
    newApplication,
    entries: async (query = '') => (await api.call<AuditPage>('GET', `/v1/audit?limit=100${query}`)).body.data,
    newEndpoint: async (fields = {}) => {
      const application = await newApplication();
      const { id } = await application.addEndpoint(fields);
      return { ...application, id, path: `${application.base}/endpoints/${id}` };
    },
    newKey: async (fields = {}) => {
      const key = { name: fresh('key'), ...fields };
      return (await api.call<{ id: string; key: string }>('POST', '/v1/api-keys', key)).body;
    },
  };
}
