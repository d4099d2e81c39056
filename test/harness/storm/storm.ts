import { setTimeout as sleep } from 'node:timers/promises';
import { customer } from '../api.js';
import type { Platform } from '../platform.js';
import { acts } from './acts.js';
import { oneOf, random } from './dice.js';
import { Ledger } from './ledger.js';
import { makeStormyEndpoint, type StormyEndpoint } from './stormy-endpoint.js';

/** The first two customers have FIFO endpoints and keep them. */
const customers = 7;
const fifoCustomers = 2;

/** Who does one thing after the other, side by side. */
const emitters = 4;
const operators = 4;

/** Of an operator's acts so many replace the endpoint by a new one. */
const replacedOneIn = 100;

export interface Weather {
  readonly isCalm: boolean;
}

/** Everything that people may do to endpoints and deliveries, at random and all at once, while events flow. */
export class Storm implements Weather {
  readonly ledger = new Ledger();
  /** Deliveries that were promised with a 202, by event. */
  readonly promised = new Map<string, number>();
  /** What the API answered that nobody could expect. */
  readonly surprises: string[] = [];
  readonly #endpoints = new Map<number, StormyEndpoint>();
  readonly #past: StormyEndpoint[] = [];
  #isCalm = false;

  constructor(private readonly platform: Platform) {}

  get isCalm(): boolean {
    return this.#isCalm;
  }

  async gather(): Promise<void> {
    for (let n = 0; n < customers; n += 1) {
      await this.#call('POST', '/v1/applications', { name: `customer ${n}`, uid: `customer-${n}` });
      await this.#addEndpoint(n);
    }
  }

  async rage(forMs: number): Promise<void> {
    const endsAt = performance.now() + forMs;
    await Promise.all([
      ...Array.from({ length: emitters }, () => repeatUntil(endsAt, () => this.#emit(random(customers)))),
      ...Array.from({ length: operators }, () => repeatUntil(endsAt, () => this.#act(random(customers)))),
    ]);
  }

  /** From now on all receivers are well, and all endpoints active. */
  async calmDown(): Promise<void> {
    this.#isCalm = true;
    for (const { path } of this.#endpoints.values()) {
      await this.#call('PATCH', path, { rateLimit: null });
      await this.#call('POST', `${path}/resume`, { backlog: 'send' });
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#endpoints.values(), ...this.#past].map((endpoint) => endpoint.close()));
  }

  readonly #call: Platform['call'] = async <Body>(method: string, path: string, body?: unknown) => {
    const answer = await this.platform.call<Body>(method, path, body);
    // What somebody else has just ended, taken away or begun is refused; nothing else may go wrong.
    if (answer.status >= 400 && ![404, 409].includes(answer.status)) {
      this.surprises.push(`${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`);
    }
    return answer;
  };

  async #addEndpoint(n: number): Promise<void> {
    const options = {
      application: `/v1/applications/customer-${n}`,
      isFifo: n < fifoCustomers,
      ledger: this.ledger,
      weather: this,
    };
    this.#endpoints.set(n, await makeStormyEndpoint(this.#call, options));
  }

  async #emit(n: number): Promise<void> {
    const orderingKey = oneOf([undefined, undefined, `key-${random(5)}`]);
    const { body } = await this.#call<{ id: string; deliveries: number }>(
      'POST',
      `/v1/applications/customer-${n}/events`,
      {
        type: 'customer.event.create',
        payload: { ...customer, email: `${orderingKey ?? 'nobody'}@example.com` },
        ...(orderingKey !== undefined && { orderingKey }),
      },
    );
    this.promised.set(body.id, body.deliveries);
  }

  async #act(n: number): Promise<void> {
    const endpoint = this.#endpoints.get(n);
    if (endpoint === undefined) return;
    if (random(replacedOneIn) > 0) await oneOf(acts)(this.#call, endpoint);
    else await this.#replace(n, endpoint);
  }

  /** Of two who would replace it at once one does. */
  async #replace(n: number, endpoint: StormyEndpoint): Promise<void> {
    const { status } = await this.#call('DELETE', endpoint.path);
    if (status !== 204) return;
    this.#past.push(endpoint);
    await this.#addEndpoint(n);
  }
}

async function repeatUntil(endsAt: number, act: () => Promise<void>): Promise<void> {
  while (performance.now() < endsAt) {
    await act();
    await sleep(random(15));
  }
}
