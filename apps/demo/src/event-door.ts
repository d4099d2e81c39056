import type { PgTransaction, Transaction } from '#events';
import pg from 'pg';
import type { ApiClient } from './api-client.js';

export type Produce = (tx: Transaction, application: string) => Promise<string>;

/** The way that a product's events take into Postrider. */
export interface EventDoor {
  readonly name: string;
  /** Emits one event, or, with `abandon`, has its transaction rolled back; resolves to the event's id. */
  emit(application: string, produce: Produce, abandon: boolean): Promise<string>;
  close(): Promise<void>;
}

/** Each event in a transaction of the product's own database, beside a row of the product. */
export function transactionDoor(databaseUrl: string): EventDoor {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 5, application_name: 'postrider-demo' });
  return {
    name: 'within transactions, by postrider.emit',
    emit: async (application, produce, abandon) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const id = await produce(client, application);
        await client.query(abandon ? 'rollback' : 'commit');
        return id;
      } finally {
        // A transaction that failed half-way is not for the next one to find.
        client.release(client.getTransactionStatus() !== 'I');
      }
    },
    close: () => pool.end(),
  };
}

/** For a Postrider whose database is out of reach: nothing can be rolled back, and what is abandoned is not emitted. */
export function apiDoor(api: ApiClient): EventDoor {
  return {
    name: 'by the API',
    emit: (application, produce, abandon) =>
      abandon ? Promise.resolve('') : produce(apiTransaction(api), application),
    close: () => Promise.resolve(),
  };
}

/** Takes what a producer asks of a database, and asks it of the API. */
function apiTransaction(api: ApiClient): PgTransaction {
  return {
    query: async (_text, [application, type, payload, id, occurredAt, orderingKey]) => {
      const event = { type, payload: JSON.parse(String(payload)) as unknown, id, occurredAt, orderingKey };
      const given = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null));
      return { rows: [await api.post(`/applications/${String(application)}/events`, given)] };
    },
  };
}
