import type { DeliveryState, OutcomeClass } from '#events';
import type { Queryable } from '../database.js';
import type { Examined, PageRequest } from '../page.js';
import { isUuid } from '../ids.js';
import { examine, type Examination, type PayloadFilter } from './examine.js';
import { isEndpointOf } from './is-endpoint-of.js';
import { keyRange, orderBy, walkAlong, type KeyRange, type Span, type Walk } from './key-range.js';
import { isOwedKey, owedDeliveries } from './owed-deliveries.js';
import { Parameters } from './parameters.js';

export interface DeliveryFilter extends Span {
  readonly endpointId?: string;
  readonly eventId?: string;
  readonly state?: DeliveryState;
  readonly eventTypes?: readonly string[];
  /** How the last attempt ended. */
  readonly outcome?: OutcomeClass;
  /** The status that the last attempt was answered with. */
  readonly responseStatus?: number;
  readonly payload?: PayloadFilter;
}

export interface ListedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly state: DeliveryState;
  /** All attempts, those before a redelivery included. */
  readonly attemptCount: number;
  /** Of the last attempt; null before the first. */
  readonly lastOutcome: OutcomeClass | null;
  readonly lastStatus: number | null;
  readonly firstAttemptAt: Date | null;
  /** When the next attempt is due; null when nothing is owed. */
  readonly nextAttemptAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface DeliveryInList extends ListedDelivery {
  /** What cursors of the list name it by. */
  readonly key: string;
}

/** While a delivery is owed its schedule stands in owed_delivery, afterwards in delivery. */
export const deliveryColumns = `
  d.id, d.endpoint_id as "endpointId", d.event_id as "eventId", d.event_type as "eventType", d.state,
  coalesce(o.attempt_count + o.earlier_attempts, d.attempt_count) as "attemptCount",
  coalesce(o.last_outcome, d.last_outcome) as "lastOutcome",
  case when o.last_outcome is null then d.last_status else o.last_status end as "lastStatus",
  coalesce(o.first_attempt_at, d.first_attempt_at) as "firstAttemptAt",
  o.due_at as "nextAttemptAt", d.finished_at as "finishedAt"`;

/** Behind `offset 0` it stays a look-up of its own, which is not made for what has ended. */
export const scheduleJoin = `
  left join lateral (
    select * from postrider.owed_delivery owed
    where owed.endpoint_id = d.endpoint_id and owed.event_id = d.event_id and d.state = 'pending'
    offset 0
  ) o on true`;

/**
 * A page of an application's deliveries, newest first. The filters choose the index that is walked: of an event, of
 * what is owed, of what failed, of an endpoint or of the application; what else they ask is looked for along the way,
 * in a bounded number of rows a page. docs/listing.md has the table.
 */
export async function listDeliveries(
  db: Queryable,
  applicationId: string,
  filter: DeliveryFilter,
  page: PageRequest,
): Promise<Examined<DeliveryInList>> {
  const { endpointId, payload } = filter;
  if (endpointId !== undefined && !(await isEndpointOf(db, applicationId, endpointId))) return nothing;
  const parameters = new Parameters();
  const { key, ...source } = sourceOf(parameters, applicationId, filter, page);
  const matches = conditions(parameters, applicationId, filter);
  return examine(
    db,
    parameters,
    {
      ...source,
      alias: 'd',
      joins: `${scheduleJoin} ${payload === undefined ? '' : 'left join postrider.event v on v.id = d.event_id'}`,
      columns: `${key} as key, d.application_id as "applicationId", ${deliveryColumns}`,
      matches,
      ...(payload !== undefined && { payload: { column: 'v.payload', filter: payload } }),
    },
    page,
  );
}

const nothing = { matches: [], examinedTo: undefined };

function conditions(parameters: Parameters, applicationId: string, filter: DeliveryFilter): string[] {
  const { endpointId, state, eventTypes, outcome, responseStatus } = filter;
  const texts = [`e."applicationId" = ${parameters.place(applicationId, 'uuid')}`];
  if (endpointId !== undefined) texts.push(`e."endpointId" = ${parameters.place(endpointId, 'uuid')}`);
  if (state !== undefined) texts.push(`e.state = ${parameters.place(state, 'text')}`);
  if (eventTypes !== undefined) texts.push(`e."eventType" = any(${parameters.place(eventTypes, 'text[]')})`);
  if (outcome !== undefined) texts.push(`e."lastOutcome" = ${parameters.place(outcome, 'text')}`);
  if (responseStatus !== undefined) texts.push(`e."lastStatus" = ${parameters.place(responseStatus, 'integer')}`);
  return texts;
}

type Source = Pick<Examination, 'rows' | 'order' | 'maxRows'> & { readonly key: string };

function sourceOf(parameters: Parameters, applicationId: string, filter: DeliveryFilter, page: PageRequest): Source {
  const { endpointId, eventId, eventTypes, outcome, responseStatus, payload } = filter;
  if (walksOwed(filter)) {
    const allMatch = [eventTypes, outcome, responseStatus, payload].every((wanted) => wanted === undefined);
    return owedDeliveries(parameters, { applicationId, endpointId, allMatch }, filter, page);
  }
  const range = keyRange(page, filter);
  if (eventId !== undefined) return ofEvent(parameters, eventId, range);
  const owner =
    endpointId === undefined
      ? { owner: 'application_id', ownerId: applicationId }
      : { owner: 'endpoint_id', ownerId: endpointId };
  return ofOwner(parameters, { ...owner, key: 'id', range }, filter.state === 'failed');
}

/** Whether a cursor's key is of the list that these filters choose. */
export function isDeliveryKey(filter: DeliveryFilter, key: string): boolean {
  return walksOwed(filter) ? isOwedKey(key) : isUuid(key);
}

function walksOwed({ eventId, state }: DeliveryFilter): boolean {
  return eventId === undefined && state === 'pending';
}

/** Index: delivery_event_id_idx. As many rows as the event has deliveries; behind `offset 0`, so that it is walked. */
function ofEvent(parameters: Parameters, eventId: string, range: KeyRange): Source {
  const [event, lower, upper] = [eventId, range.lower, range.upper].map((value) => parameters.place(value, 'uuid'));
  return {
    rows: `select * from (select * from postrider.delivery where event_id = ${event} offset 0) of_event
           where id >= ${lower} and id < ${upper} order by ${orderBy(['id'], range)}`,
    order: orderBy(['d.id'], range),
    key: 'd.id',
  };
}

/**
 * Index: delivery_endpoint_id_id_idx or delivery_application_id_id_idx; of what failed, delivery_failed_idx or
 * delivery_application_failed_idx.
 */
function ofOwner(parameters: Parameters, walk: Walk, failed: boolean): Source {
  const { where, order } = walkAlong(parameters, walk);
  return {
    rows: `select * from postrider.delivery where ${where} ${failed ? 'and failed_at is not null' : ''}
           order by ${order}`,
    order: orderBy([`d.${walk.owner}`, 'd.id'], walk.range),
    key: 'd.id',
  };
}
