import { maxOwedByRedelivery, publicId, type CountedRedelivery, type ListedRedelivery } from '#persistence';
import type { RedeliveryDto, RedeliveryPreviewDto } from './redeliveries.dto.js';
import type { RedeliveryRequest } from './redelivery-request.js';

export function toRedeliveryDto(row: ListedRedelivery): RedeliveryDto {
  const { enqueued, pending, delivered, failed } = row;
  return {
    id: publicId('redelivery', row.id),
    endpointId: publicId('endpoint', row.endpointId),
    ...stateOf(row),
    status: row.status,
    eventTypes: row.eventTypes,
    since: row.since.toISOString(),
    until: row.until.toISOString(),
    matched: row.matched,
    matchedExactly: row.matchedExactly,
    enqueued,
    skipped: row.skipped,
    pending,
    delivered,
    failed,
    cancelled: enqueued - pending - delivered - failed,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** One that is being stopped makes nothing owed any more, which is what a client asks for. */
function stateOf(row: ListedRedelivery): Pick<RedeliveryDto, 'state' | 'stateReason'> {
  if (row.state === 'done') return { state: 'done', stateReason: null };
  if (row.state !== 'running') return { state: 'stopped', stateReason: null };
  const stateReason = whatItWaitsFor(row);
  return { state: stateReason === null ? 'running' : 'waiting', stateReason };
}

function whatItWaitsFor({ endpointState, allEnqueued, pending, due }: ListedRedelivery): string | null {
  if (endpointState !== 'active') return `the endpoint is ${endpointState}`;
  const mayNotEnqueue = allEnqueued || pending >= maxOwedByRedelivery;
  return mayNotEnqueue && pending > 0 && !due ? `${pending} deliveries wait for their next attempt` : null;
}

export function toPreviewDto(request: RedeliveryRequest, counted: CountedRedelivery): RedeliveryPreviewDto {
  const { counts, countedTo } = counted;
  const times = counts.flatMap(({ oldest, newest }) => [oldest.getTime(), newest.getTime()]);
  return {
    status: request.status,
    since: request.since.toISOString(),
    until: request.until.toISOString(),
    ...matchedOf(request, counted),
    oldest: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
    newest: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
    countedTo: countedTo?.toISOString() ?? null,
    eventTypes: counts.map(({ eventType, count }) => ({ eventType, count })),
  };
}

/** Where counting ended early, the rest of the span is taken to hold as much as what was counted. */
export function matchedOf(
  { since, until }: Pick<RedeliveryRequest, 'since' | 'until'>,
  { counts, countedTo }: CountedRedelivery,
): Pick<RedeliveryDto, 'matched' | 'matchedExactly'> {
  const matched = counts.reduce((sum, { count }) => sum + count, 0);
  if (countedTo === undefined) return { matched, matchedExactly: true };
  const countedMs = Math.max(1, countedTo.getTime() - since.getTime());
  const share = Math.min(1, countedMs / (until.getTime() - since.getTime()));
  return { matched: Math.round(matched / share), matchedExactly: false };
}
