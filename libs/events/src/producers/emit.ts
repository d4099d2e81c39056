/** A client of `pg` with a transaction open; a pool would emit in a transaction of the event's own. */
export interface PgTransaction {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** What Prisma's `$transaction` hands to its callback. */
export interface PrismaTransaction {
  $queryRawUnsafe(text: string, ...values: unknown[]): PromiseLike<unknown>;
}

/** The transaction that the event is a part of: it is committed with the caller's own rows, or vanishes with them. */
export type Transaction = PgTransaction | PrismaTransaction;

export interface EmitOptions {
  /** The caller's own id of the event: emitting the same event under it again stores nothing. */
  readonly id?: string;
  /** When it happened; now if absent. Milliseconds count, what is finer does not. */
  readonly occurredAt?: Date;
  /** Endpoints with FIFO ordering get the events of one key one after the other. */
  readonly orderingKey?: string;
}

export interface EventToEmit extends EmitOptions {
  readonly type: string;
  /** Becomes JSON as `JSON.stringify` has it, once; those bytes are stored, signed and sent. */
  readonly payload: unknown;
}

const statement = `
  select postrider.emit($1::text, $2::text, $3::text,
                        id => $4::text, occurred_at => $5::timestamptz, ordering_key => $6::text) as id`;

/**
 * Emits an event of any type in the catalogue into an application, named by its uid or id, and resolves to the
 * event's id, `evt_…`. It is delivered once the transaction is committed.
 *
 * The payload is not checked against the schema of its type. Rejects with the database's error: SQLSTATE P0002 for
 * an unknown application or event type, 22023 for an option that is invalid, 23505 for an id that was used for other
 * content. The transaction cannot go on after any of them.
 *
 * @throws TypeError if JSON has no form for the payload
 */
export async function emit(tx: Transaction, application: string, event: EventToEmit): Promise<string> {
  const values = [
    application,
    event.type,
    toJson(event.payload),
    event.id ?? null,
    event.occurredAt?.toISOString() ?? null,
    event.orderingKey ?? null,
  ];
  const rows = '$queryRawUnsafe' in tx ? await tx.$queryRawUnsafe(statement, ...values) : await queryRows(tx, values);
  return idOf(rows);
}

async function queryRows(tx: PgTransaction, values: unknown[]): Promise<readonly unknown[]> {
  return (await tx.query(statement, values)).rows;
}

function toJson(payload: unknown): string {
  // Its declared type forgets that functions and undefined have no JSON.
  const text = JSON.stringify(payload) as string | undefined;
  if (text === undefined) throw new TypeError(`a payload of type ${typeof payload} has no JSON`);
  return text;
}

function idOf(rows: unknown): string {
  const [row] = rows as readonly { readonly id: string }[];
  if (row === undefined) throw new Error('bug: postrider.emit answered no row');
  return row.id;
}
