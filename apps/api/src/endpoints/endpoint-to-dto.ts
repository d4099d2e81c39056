import { contractOf, type Contract } from '#events';
import { publicId } from '#persistence';
import { RawJson } from '../http/raw-json.js';
import type { EndpointRow } from './endpoint-fields.js';

export function toDto(row: EndpointRow) {
  return {
    id: publicId('endpoint', row.id),
    url: row.url,
    name: row.name,
    description: row.description,
    subscriptions: row.subscriptions.map(({ eventType, filter }) => ({
      eventType,
      ...(filter !== null && { filter: new RawJson(filter) }),
    })),
    contract: row.contract,
    contractOptions: row.contractOptions,
    contractValues: row.contractValues,
    retryPolicy: row.retryPolicy,
    timeoutMs: row.timeoutMs ?? contractOfRow(row).timeoutMs,
    successStatuses: row.successStatuses,
    ordering: row.ordering,
    rateLimit: row.rateLimit,
    maxConcurrency: row.maxConcurrency,
    headers: row.headers,
    metadata: row.metadata,
    state: row.state,
    stateReason: row.stateReason,
    stateSince: row.stateSince.toISOString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function contractOfRow({ contract }: EndpointRow): Contract {
  const found = contractOf(contract);
  if (found === undefined) throw new Error(`bug: the contract "${contract}" was stored unchecked`);
  return found;
}
