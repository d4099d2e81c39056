import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from './clock.js';
import { Journal, type JournalEntries } from './journal.js';
import { KeepAliveConnection } from './keep-alive-connection.js';
import { eventType, samplePayload } from './sample-event.js';
import { serve } from './worker-protocol.js';

export interface LoadOrder {
  readonly apiUrl: string;
  readonly key: string;
  /** Events are emitted into these in turn. */
  readonly applicationIds: readonly string[];
  readonly events: number;
  readonly connections: number;
  /** Events are due at this rate, however the API is doing; undefined sends the next as soon as one is answered. */
  readonly perSecond: number | undefined;
}

export interface LoadReport {
  /** When each event was answered with 202. */
  readonly accepted: JournalEntries;
  /** Deliveries that the API said it owes for them. */
  readonly owed: number;
  /** Answers that were no 202, by status. */
  readonly refusals: ReadonlyMap<number, number>;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

const acceptedStatus = 202;

/** One run of load: the connections take the next event in turn, each when it is due. */
class Run {
  readonly #order: LoadOrder;
  readonly #accepted = new Journal();
  readonly #refusals = new Map<number, number>();
  #owed = 0;
  #next = 0;

  constructor(order: LoadOrder) {
    this.#order = order;
  }

  async go(): Promise<LoadReport> {
    const { apiUrl, key, connections } = this.#order;
    const open = () => KeepAliveConnection.open(apiUrl, { authorization: `Bearer ${key}` });
    const opened = await Promise.all(Array.from({ length: connections }, open));
    const startedAtMs = nowMs();
    try {
      await Promise.all(opened.map((connection) => this.#emitThrough(connection, startedAtMs)));
    } finally {
      for (const connection of opened) connection.close();
    }
    return {
      accepted: this.#accepted.entries(),
      owed: this.#owed,
      refusals: this.#refusals,
      startedAtMs,
      endedAtMs: nowMs(),
    };
  }

  async #emitThrough(connection: KeepAliveConnection, startedAtMs: number): Promise<void> {
    const { events, perSecond, applicationIds } = this.#order;
    while (this.#next < events) {
      const n = this.#next;
      this.#next += 1;
      if (perSecond !== undefined) {
        const earlyMs = startedAtMs + (n * 1_000) / perSecond - nowMs();
        if (earlyMs > 0) await sleep(earlyMs);
      }
      await this.#emit(connection, applicationIds[n % applicationIds.length] as string, n);
    }
  }

  async #emit(connection: KeepAliveConnection, applicationId: string, n: number): Promise<void> {
    const body = `{"type":"${eventType.name}","payload":${samplePayload(n)}}`;
    const response = await connection.post(`/v1/applications/${applicationId}/events`, body);
    const answeredAtMs = nowMs();
    const status = Number(response.head.slice(9, 12));
    if (status !== acceptedStatus) {
      this.#refusals.set(status, (this.#refusals.get(status) ?? 0) + 1);
      return;
    }
    const { id, deliveries } = JSON.parse(response.body.toString('latin1')) as { id: string; deliveries: number };
    this.#accepted.add(id, 0, answeredAtMs);
    this.#owed += deliveries;
  }
}

const skills = { run: (order: LoadOrder): Promise<LoadReport> => new Run(order).go() };

export type LoadSkills = typeof skills;

serve(skills);
