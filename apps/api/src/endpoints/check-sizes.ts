import type { Limits } from '#config';
import { jsonPointer } from '../http/json-pointer.js';
import type { Fault } from '../http/problem-error.js';
import type { EndpointFields } from './endpoint-fields.js';

/** What of an endpoint is more than the operator's limits allow. */
export function checkSizes({ subscriptions = [], metadata = {} }: EndpointFields, limits: Limits): Fault[] {
  return [
    ...faultsOf(subscriptions.length, limits.maxSubscriptions, '/subscriptions', 'subscriptions'),
    ...faultsOf(Object.keys(metadata).length, limits.maxMetadataEntries, '/metadata', 'entries'),
    ...Object.entries(metadata).flatMap(([name, { length }]) =>
      faultsOf(length, limits.maxMetadataValueLength, `/metadata${jsonPointer([name])}`, 'characters'),
    ),
  ];
}

function faultsOf(size: number, max: number, pointer: string, unit: string): Fault[] {
  return size > max ? [{ pointer, detail: `must be at most ${max} ${unit}` }] : [];
}
