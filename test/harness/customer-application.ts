import { customer } from './api.js';
import type { ApiAnswer, Platform } from './platform.js';

export interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly eventId: string;
  readonly endpointId: string;
  readonly attemptCount: number;
  readonly nextAttemptAt: string | null;
}

export interface Attempt {
  readonly number: number;
  readonly startedAt: string;
  readonly outcome: string;
  readonly diagnosis: string;
  readonly status: number | null;
  readonly request: { readonly url: string; readonly headers: readonly (readonly [string, string])[] };
  readonly response: {
    readonly status: number;
    readonly body: string;
    readonly encoding: string;
    readonly truncated: boolean;
  } | null;
}

export interface RegisteredEndpoint {
  readonly id: string;
  readonly path: string;
  readonly secret: string;
}

/** An application of a platform, as its operator uses it over HTTP: registered for, emitted to and read back. */
export interface CustomerApplication {
  readonly id: string;
  readonly uid: string;
  readonly path: string;
  /** An endpoint that wants everything and is called at the URL of the application, unless `fields` say otherwise. */
  register(fields?: object): Promise<RegisteredEndpoint>;
  /** An event that is accepted; a payload that is text stands in it as it is. */
  emit(payload?: object | string): Promise<{ readonly id: string; readonly deliveries: number }>;
  /** The newest hundred that the query, `&name=value`, lets through. */
  deliveries(query?: string): Promise<readonly Delivery[]>;
  states(): Promise<readonly string[]>;
  attempts(deliveryId: string): Promise<readonly Attempt[]>;
}

let made = 0;

export async function makeCustomer(platform: Platform, receiverUrl: string): Promise<CustomerApplication> {
  const uid = `customer-${(made += 1)}`;
  const path = `/v1/applications/${uid}`;
  const { id } = must(
    201,
    await platform.call<{ id: string }>('POST', '/v1/applications', { name: 'A customer', uid }),
  );
  const list = async <Item>(of: string) => (await platform.call<{ data: readonly Item[] }>('GET', path + of)).body.data;
  const deliveries = (query = '') => list<Delivery>(`/deliveries?limit=100${query}`);
  return {
    id,
    uid,
    path,
    deliveries,
    states: async () => (await deliveries()).map(({ state }) => state),
    attempts: (deliveryId) => list<Attempt>(`/deliveries/${deliveryId}/attempts`),
    register: async (fields = {}) => {
      const asked = { url: receiverUrl, subscriptions: [{ eventType: '*' }], ...fields };
      const answer = await platform.call<Registered>('POST', `${path}/endpoints`, asked);
      const { id: endpointId, secrets } = must(201, answer);
      return { id: endpointId, path: `${path}/endpoints/${endpointId}`, secret: secrets[0]?.secret ?? '' };
    },
    emit: async (payload = customer) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const event = `{"type":"customer.event.create","payload":${text}}`;
      return must(202, await platform.call<{ id: string; deliveries: number }>('POST', `${path}/events`, event));
    },
  };
}

interface Registered {
  readonly id: string;
  readonly secrets: readonly { readonly secret: string }[];
}

function must<Body>(status: number, answer: ApiAnswer<Body>): Body {
  if (answer.status !== status) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
