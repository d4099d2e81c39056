import { publicId, type AuditedChange, type ListedRedelivery } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { changesBetween, type Fields } from '../audit/changes-between.js';
import type { RedeliveryRequest } from './redelivery-request.js';

interface Started extends RedeliveryRequest {
  readonly id: string;
  readonly endpointId: string;
}

export function auditedStart(application: ApplicationRef, redelivery: Started): AuditedChange {
  const { status, eventTypes, since, until } = redelivery;
  const asked = { status, eventTypes, since: since.toISOString(), until: until.toISOString() };
  return entry('redelivery.start', application, redelivery, {}, { endpoint: endpointOf(redelivery), ...asked });
}

export function auditedStop(application: ApplicationRef, redelivery: ListedRedelivery): AuditedChange {
  return entry('redelivery.stop', application, redelivery, { state: redelivery.state }, { state: 'stopped' });
}

const endpointOf = ({ endpointId }: Pick<Started, 'endpointId'>): string => publicId('endpoint', endpointId);

function entry(
  action: AuditedChange['action'],
  application: ApplicationRef,
  { id }: Pick<Started, 'id'>,
  before: Fields,
  after: Fields,
): AuditedChange {
  return {
    action,
    resource: { type: 'redelivery', id: publicId('redelivery', id) },
    applicationId: application.id,
    changes: changesBetween(before, after),
  };
}
