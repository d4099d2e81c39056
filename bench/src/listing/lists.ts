import {
  listApplicationAttempts,
  listAttempts,
  listAuditEntries,
  listDeliveries,
  listEvents,
  listRedeliveries,
  readEndpointHours,
  type AttemptFilter,
  type AuditFilter,
  type DeliveryFilter,
  type EventFilter,
  type PageRequest,
  type Queryable,
} from '#persistence';
import { monthDays } from '../fill-month.js';

const dayMs = 86_400_000;

/** Something of the history, by the name that the API knows it by and by its UUID. */
export interface Named {
  readonly publicId: string;
  readonly id: string;
}

/** What the lists are asked for. */
export interface Subjects {
  /** The application that owns almost everything, one of its endpoints, and a delivery and an event from mid-month. */
  readonly busy: Named;
  readonly endpoint: Named;
  readonly delivery: Named;
  readonly event: Named;
  /** An application with one endpoint and ten deliveries. */
  readonly rare: Named;
  readonly rareEndpoint: Named;
  /** The application to whose one endpoint much is owed. */
  readonly blocked: Named;
  readonly blockedEndpoint: Named;
}

export interface List {
  readonly name: string;
  /** Path with its query, below /v1. */
  readonly path: string;
  /** Runs the statements behind it; undefined for lists that Prisma reads. */
  readonly read?: (db: Queryable, page: PageRequest) => Promise<unknown>;
  /** What its cursors are bound to; undefined if what it holds here is one page. */
  readonly list?: string;
}

/** Every list of the API, and its filters: alone, together, and such as match little or nothing. */
export function listsOf(subjects: Subjects): List[] {
  return [
    ...deliveriesOf(subjects),
    ...eventsOf(subjects),
    ...attemptsOf(subjects),
    ...auditOf(subjects),
    ...others(subjects),
  ];
}

/** A field that no payload has with this value, and one that a single payload has. */
const noPayload = { path: ['orderId'], value: 'nobody' };
const onePayload = { path: ['n'], value: '4.50' };
const noPayloadQuery = 'payloadPath=/orderId&payloadValue=nobody';

function deliveriesOf({ busy, endpoint, event, rare, rareEndpoint, blocked, blockedEndpoint }: Subjects): List[] {
  const of =
    (application: Named) =>
    (name: string, query: string, filter: DeliveryFilter): List => ({
      name: `deliveries ${name}`,
      path: `/applications/${application.publicId}/deliveries?${query}`,
      read: (db, page) => listDeliveries(db, application.id, filter, page),
      list: `deliveries of ${application.id}`,
    });
  const [ofBusy, ofRare, ofBlocked] = [of(busy), of(rare), of(blocked)];
  const at = `endpoint=${endpoint.publicId}`;
  const endpointId = endpoint.id;
  const since = new Date(Date.now() - (monthDays / 2) * dayMs);
  const until = new Date(since.getTime() + dayMs);
  return [
    ofBusy('of an application', '', {}),
    ofRare('of an application with ten', '', {}),
    ofBusy('of a day', `since=${since.toISOString()}&until=${until.toISOString()}`, { since, until }),
    ofBusy('of an endpoint', at, { endpointId }),
    ofRare('of an endpoint with ten', `endpoint=${rareEndpoint.publicId}`, { endpointId: rareEndpoint.id }),
    ofBusy('of an event', `event=${event.publicId}`, { eventId: event.id }),
    ofBusy('delivered at an endpoint', `status=delivered&${at}`, { state: 'delivered', endpointId }),
    ofBusy('failed', 'status=failed', { state: 'failed' }),
    ofRare('failed, of ten', 'status=failed', { state: 'failed' }),
    ofBusy('failed at an endpoint', `status=failed&${at}`, { state: 'failed', endpointId }),
    ofBusy('failed, of a rare type', 'status=failed&eventType=order.rare', {
      state: 'failed',
      eventTypes: ['order.rare'],
    }),
    ofBusy('cancelled, none', 'status=cancelled', { state: 'cancelled' }),
    ofBusy('discarded at an endpoint, none', `status=discarded&${at}`, { state: 'discarded', endpointId }),
    ofBusy('pending, none', 'status=pending', { state: 'pending' }),
    ofBlocked('pending, many', 'status=pending', { state: 'pending' }),
    ofBlocked('pending at an endpoint, many', `status=pending&endpoint=${blockedEndpoint.publicId}`, {
      state: 'pending',
      endpointId: blockedEndpoint.id,
    }),
    ofBlocked('pending, of a type that none has', 'status=pending&eventType=order.rare', {
      state: 'pending',
      eventTypes: ['order.rare'],
    }),
    ofBlocked('pending, by a payload that none has', `status=pending&${noPayloadQuery}`, {
      state: 'pending',
      payload: noPayload,
    }),
    ofBusy('of two rare types', 'eventType=order.rare&eventType=order.late', {
      eventTypes: ['order.rare', 'order.late'],
    }),
    ofBusy('by a rare status', 'responseStatus=202', { responseStatus: 202 }),
    ofBusy('by a rare status at an endpoint', `responseStatus=202&${at}`, { responseStatus: 202, endpointId }),
    ofBusy('by an outcome that none has', 'outcome=blocked', { outcome: 'blocked' }),
    ofBusy('by a payload that none has', noPayloadQuery, { payload: noPayload }),
    ofBusy('by a number in the payload', 'payloadPath=/n&payloadValue=4.50', { payload: onePayload }),
    ofBusy('by a payload at an endpoint', `${noPayloadQuery}&${at}`, { payload: noPayload, endpointId }),
    ofBusy(
      'by everything at once',
      `status=delivered&${at}&eventType=order.rare&responseStatus=202&${noPayloadQuery}`,
      {
        state: 'delivered',
        endpointId,
        eventTypes: ['order.rare'],
        responseStatus: 202,
        payload: noPayload,
      },
    ),
  ];
}

function eventsOf({ busy, rare, event }: Subjects): List[] {
  const of = (application: Named, name: string, query: string, filter: EventFilter): List => ({
    name: `events ${name}`,
    path: `/applications/${application.publicId}/events?${query}`,
    read: (db, page) => listEvents(db, application.id, filter, page),
    list: `events of ${application.id}`,
  });
  return [
    of(busy, 'of an application', '', {}),
    of(rare, 'of an application with ten', '', {}),
    of(busy, 'by id', `id=${event.publicId}`, { id: event.id }),
    of(busy, 'by an operator’s id that none has', 'operatorId=nobody', { operatorId: 'nobody' }),
    of(busy, 'of a rare type', 'type=order.rare', { types: ['order.rare'] }),
    of(busy, 'by an ordering key that none has', 'orderingKey=nobody', { orderingKey: 'nobody' }),
    of(busy, 'by a payload that none has', noPayloadQuery, { payload: noPayload }),
    of(busy, 'by a number in the payload', 'payloadPath=/n&payloadValue=4.50', { payload: onePayload }),
  ];
}

function attemptsOf({ busy, endpoint, rare, delivery }: Subjects): List[] {
  const of = (application: Named, name: string, query: string, filter: AttemptFilter): List => ({
    name: `attempts ${name}`,
    path: `/applications/${application.publicId}/attempts?${query}`,
    read: (db, page) => listApplicationAttempts(db, application.id, filter, page),
    list: `attempts of ${application.id}`,
  });
  const endpointId = endpoint.id;
  return [
    of(busy, 'of an application', '', {}),
    of(rare, 'of an application with ten', '', {}),
    of(busy, 'of an endpoint', `endpoint=${endpoint.publicId}`, { endpointId }),
    of(busy, 'by a rare status', 'status=202', { status: 202 }),
    of(busy, 'by an outcome that none has', 'outcome=blocked', { outcome: 'blocked' }),
    of(busy, 'that failed at an endpoint', `endpoint=${endpoint.publicId}&outcome=failed`, {
      endpointId,
      outcome: 'failed',
    }),
    of(
      busy,
      'that failed at an endpoint, by a status that none has',
      `endpoint=${endpoint.publicId}&outcome=failed&status=202`,
      {
        endpointId,
        outcome: 'failed',
        status: 202,
      },
    ),
    {
      name: 'attempts of a delivery',
      path: `/applications/${busy.publicId}/deliveries/${delivery.publicId}/attempts?`,
      read: (db, page) => listAttempts(db, delivery.id, page),
    },
  ];
}

function auditOf({ busy, rare }: Subjects): List[] {
  const of = (name: string, query: string, filter: AuditFilter): List => ({
    name: `audit log ${name}`,
    path: `/audit?${query}`,
    read: (db, page) => listAuditEntries(db, filter, page),
    list: 'audit',
  });
  const ofApplication = (name: string, { publicId, id }: Named): List => ({
    name: `audit log ${name}`,
    path: `/applications/${publicId}/audit?`,
    read: (db, page) => listAuditEntries(db, { applicationId: id }, page),
    list: `audit of ${id}`,
  });
  return [
    of('of everything', '', {}),
    ofApplication('of an application', busy),
    ofApplication('of an application with few', rare),
    of('of one resource', 'resource=dlv_5000', { resourceId: 'dlv_5000' }),
    of('by an action that none did', 'action=secret.reseal', { action: 'secret.reseal' }),
    of('by a kind of resource that is rare', 'resourceType=master_key', { resourceType: 'master_key' }),
  ];
}

function others({ busy, endpoint, event }: Subjects): List[] {
  const application = `/applications/${busy.publicId}`;
  const since = new Date(Date.now() - monthDays * dayMs);
  return [
    {
      name: 'redeliveries of an endpoint',
      path: `${application}/endpoints/${endpoint.publicId}/redeliveries?`,
      read: (db, page) => listRedeliveries(db, endpoint.id, page),
    },
    {
      name: 'statistics of a month',
      path: `${application}/endpoints/${endpoint.publicId}/stats?since=${since.toISOString()}`,
      read: (db) => readEndpointHours(db, endpoint.id, since, new Date()),
    },
    { name: 'routing of an event', path: `${application}/events/${event.publicId}/routing?` },
    { name: 'endpoints', path: `${application}/endpoints?` },
    { name: 'portal sessions', path: `${application}/portal-sessions?` },
    { name: 'applications', path: '/applications?' },
    { name: 'event types', path: '/event-types?' },
    { name: 'API keys', path: '/api-keys?' },
  ];
}
