import type { Queryable } from '../database.js';
import type { Examined, PageRequest } from '../page.js';
import { examine, type PayloadFilter } from './examine.js';
import { keyRange, onlyKey, orderBy, walkAlong, type Span } from './key-range.js';
import { Parameters } from './parameters.js';

export interface EventFilter extends Span {
  /** The one event of this id. */
  readonly id?: string;
  /** The one that its operator gave this id. */
  readonly operatorId?: string;
  readonly types?: readonly string[];
  readonly orderingKey?: string;
  readonly payload?: PayloadFilter;
}

/** An event without its payload. */
export interface ListedEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly orderingKey: string | null;
}

/**
 * A page of an application's events, newest first, looked for in a bounded number of rows. Index:
 * event_application_id_id_idx.
 */
export async function listEvents(
  db: Queryable,
  applicationId: string,
  filter: EventFilter,
  page: PageRequest,
): Promise<Examined<ListedEvent>> {
  const { id, operatorId, payload } = filter;
  const ids = id === undefined ? [] : [id];
  if (operatorId !== undefined) ids.push((await findEventId(db, applicationId, operatorId)) ?? nobody);
  const range = ids.reduce(onlyKey, keyRange(page, filter));
  const parameters = new Parameters();
  const { where, order } = walkAlong(parameters, { owner: 'application_id', key: 'id', ownerId: applicationId, range });
  return examine(
    db,
    parameters,
    {
      rows: `select * from postrider.event where ${where} order by ${order}`,
      alias: 'v',
      order: orderBy(['v.application_id', 'v.id'], range),
      columns: `v.id as key, v.id, v.type, v.occurred_at as "occurredAt", v.ordering_key as "orderingKey"`,
      matches: conditions(parameters, filter),
      ...(payload !== undefined && { payload: { column: 'v.payload', filter: payload } }),
    },
    page,
  );
}

/** No event has it. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Index: event_key_pkey. */
async function findEventId(db: Queryable, applicationId: string, key: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>({
    name: 'event-id-of-key',
    text: 'select event_id as id from postrider.event_key where application_id = $1 and key = $2',
    values: [applicationId, key],
  });
  return rows[0]?.id;
}

function conditions(parameters: Parameters, { types, orderingKey }: EventFilter): string[] {
  const texts: string[] = [];
  if (types !== undefined) texts.push(`e.type = any(${parameters.place(types, 'text[]')})`);
  if (orderingKey !== undefined) texts.push(`e."orderingKey" = ${parameters.place(orderingKey, 'text')}`);
  return texts;
}
