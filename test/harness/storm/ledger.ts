import type { ReceivedRequest } from '../receiver.js';

/** What the receivers of a storm saw, by the ids that webhooks carry. */
export class Ledger {
  readonly #requests = new Map<string, number>();
  readonly #accepted = new Map<string, string[]>();
  /** Requests whose signature none of the endpoint's secrets made. */
  readonly unverified: string[] = [];

  addRequest(endpointId: string, { headers }: ReceivedRequest, isVerified: boolean): void {
    const delivery = `${String(headers['webhook-id'])} to ${endpointId}`;
    this.#requests.set(delivery, this.requestsOf(delivery) + 1);
    if (!isVerified) this.unverified.push(delivery);
  }

  /** A FIFO endpoint accepts an event of an ordering key. */
  addAccepted(endpointId: string, orderingKey: string, { headers }: ReceivedRequest): void {
    const line = `${orderingKey} at ${endpointId}`;
    this.#accepted.set(line, [...(this.#accepted.get(line) ?? []), String(headers['webhook-id'])]);
  }

  /** Of `<event> to <endpoint>`. */
  requestsOf(delivery: string): number {
    return this.#requests.get(delivery) ?? 0;
  }

  /** Events that were accepted after a later one of their ordering key. */
  get outOfOrder(): string[] {
    return [...this.#accepted.values()].flatMap((ids) => ids.filter((id, i) => i > 0 && id < (ids[i - 1] ?? '')));
  }
}
