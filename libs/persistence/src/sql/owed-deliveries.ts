import { isUuid } from '../ids.js';
import type { PageRequest } from '../page.js';
import type { Examination } from './examine.js';
import { keyRange, orderBy, type Span } from './key-range.js';
import type { Parameters } from './parameters.js';

/** Rows looked at for one page. Of an application they are fewer, because each of its endpoints may have as many. */
const maxOfEndpoint = 2_500;
const maxOfApplication = 500;

const lowest = '00000000-0000-0000-0000-000000000000';

/** A key of this list: the event's id and, behind a dot, the endpoint's; of the event alone it is before all of its. */
export function isOwedKey(key: string): boolean {
  const [eventId = '', endpointId = lowest, ...rest] = key.split('.');
  return isUuid(eventId) && isUuid(endpointId) && rest.length === 0;
}

/**
 * What is owed to one endpoint or to all of an application, by event and endpoint. Index: owed_delivery_pkey. Each
 * endpoint is probed for its newest; only those whose newest are the newest of all can be on the page, and are read.
 */
export function owedDeliveries(
  parameters: Parameters,
  of: { readonly applicationId: string; readonly endpointId: string | undefined; readonly allMatch: boolean },
  span: Span,
  { limit, cursor }: PageRequest,
): Pick<Examination, 'rows' | 'order' | 'maxRows'> & { readonly key: string } {
  const backwards = cursor?.direction === 'before';
  const inOrder = (columns: readonly string[]): string => orderBy(columns, { backwards });
  const beyond = beyondCursor(parameters, span, { limit, ...(cursor && { cursor }) });
  const endpoints = [`p.application_id = ${parameters.place(of.applicationId, 'uuid')}`];
  if (of.endpointId !== undefined) endpoints.push(`p.id = ${parameters.place(of.endpointId, 'uuid')}`);
  const toLookThrough = of.endpointId === undefined ? maxOfApplication : maxOfEndpoint;
  const maxRows = of.allMatch ? limit + 1 : toLookThrough;
  return {
    rows: `
      select delivery.*, owed.event_id as owed_event_id, owed.endpoint_id as owed_endpoint_id
      from (
        select owed.* from (
          select p.id from postrider.endpoint p
          cross join lateral (
            select event_id from postrider.owed_delivery owed
            where owed.endpoint_id = p.id and ${beyond} order by ${inOrder(['event_id'])} limit 1
          ) newest
          where ${endpoints.join(' and ')}
          order by ${inOrder(['newest.event_id', 'p.id'])} limit ${maxRows}
        ) head
        cross join lateral (
          select * from postrider.owed_delivery owed
          where owed.endpoint_id = head.id and ${beyond} order by ${inOrder(['event_id'])} limit ${maxRows}
        ) owed
        order by ${inOrder(['owed.event_id', 'owed.endpoint_id'])} limit ${maxRows}
      ) owed
      join postrider.delivery on delivery.id = owed.delivery_id
      order by ${inOrder(['owed_event_id', 'owed_endpoint_id'])}`,
    order: inOrder(['d.owed_event_id', 'd.owed_endpoint_id']),
    key: `d.owed_event_id || '.' || d.owed_endpoint_id`,
    maxRows,
  };
}

function beyondCursor(parameters: Parameters, span: Span, { limit, cursor }: PageRequest): string {
  const range = keyRange({ limit }, span);
  const [lower, upper] = [range.lower, range.upper].map((value) => parameters.place(value, 'uuid'));
  const inSpan = `owed.event_id >= ${lower} and owed.event_id < ${upper}`;
  if (cursor === undefined) return inSpan;
  const [eventId = lowest, endpointId = lowest] = cursor.key.split('.');
  const [event, endpoint] = [eventId, endpointId].map((id) => parameters.place(id, 'uuid'));
  const sign = cursor.direction === 'before' ? '>' : '<';
  // The event alone is what the index is entered by; the pair then leaves out what was shown.
  return `${inSpan} and owed.event_id ${sign}= ${event}
          and (owed.event_id, owed.endpoint_id) ${sign} (${event}, ${endpoint})`;
}
