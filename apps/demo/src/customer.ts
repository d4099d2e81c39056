import { importKey, importPublicKey, isSchemeName, schemes } from '#signing';
import type { ApiClient } from './api-client.js';
import type { Receiver, Trust } from './receiver.js';
import type { Product } from './traffic.js';

/** Quick enough to see retries within a demo; the contracts' own policies wait for minutes and hours. */
const quickRetries = { maxAttempts: 30, schedule: { initial: 1, factor: 1.5, maxInterval: 3 }, jitter: 0.2 };

/** Contract values that Munity's envelope needs. */
const contractValues = {
  workspace_id: '11111111-2222-3333-aaaa-eeeeeeeeeeee',
  customer_id: 'customer1234',
  state: 'demo',
};

interface Secret {
  readonly scheme: string;
  readonly secret?: string;
  readonly publicKey?: string;
}

/** Registers a customer of a product with the receiver as its endpoint; resolves to the application's id. */
export async function registerCustomer(api: ApiClient, product: Product, receiver: Receiver): Promise<string> {
  const uid = `demo-${product}-${Date.now().toString(36)}`;
  const name = `Demo: ${product}`;
  const { id } = await api.post<{ id: string }>('/applications', { name, uid, contract: product, contractValues });
  const endpoint = await api.post<{ id: string }>(`/applications/${id}/endpoints`, {
    url: receiver.url,
    name,
    subscriptions: [{ eventType: '*' }],
    retryPolicy: quickRetries,
    timeoutMs: 1_000,
  });
  const { data } = await api.get<{ data: Secret[] }>(`/applications/${id}/endpoints/${endpoint.id}/secrets`);
  receiver.trust(trustOf(data));
  return id;
}

function trustOf([secret]: readonly Secret[]): Trust {
  if (secret === undefined || !isSchemeName(secret.scheme)) return { scheme: 'none', keys: [] };
  const { keyFormat } = schemes[secret.scheme];
  if (secret.secret !== undefined) return { scheme: secret.scheme, keys: [importKey(secret.scheme, secret.secret)] };
  if (secret.publicKey === undefined || (keyFormat !== 'p256' && keyFormat !== 'ed25519'))
    return { scheme: 'none', keys: [] };
  return { scheme: secret.scheme, keys: [importPublicKey(keyFormat, secret.publicKey)] };
}

interface Page {
  readonly data: readonly { readonly state: string }[];
  readonly next: string | null;
}

/** The application's deliveries, counted by state. */
export async function deliveryStates(api: ApiClient, application: string): Promise<Readonly<Record<string, number>>> {
  const states: Record<string, number> = {};
  let cursor = '';
  for (;;) {
    const page = await api.get<Page>(`/applications/${application}/deliveries?limit=100${cursor}`);
    for (const { state } of page.data) states[state] = (states[state] ?? 0) + 1;
    if (page.next === null) return states;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}
