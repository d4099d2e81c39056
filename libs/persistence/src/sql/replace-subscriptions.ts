import type { Prisma } from '../generated/prisma/client.js';

export interface NewSubscription {
  readonly eventType: string;
  readonly filter?: {
    /** JSON text, as the client gave it. */
    readonly text: string;
    /** The filter as a jsonpath that is true of a payload that matches. */
    readonly condition: string;
  };
}

/**
 * Makes these the subscriptions of an endpoint. What stays as it was keeps the time of its last change, so that it can
 * be told later which events it may have missed. Primary key; locks the rows that go or change.
 */
export async function replaceSubscriptions(
  transaction: Prisma.TransactionClient,
  endpoint: { readonly id: string; readonly applicationId: string },
  subscriptions: readonly NewSubscription[],
): Promise<void> {
  const types = subscriptions.map(({ eventType }) => eventType);
  const filters = subscriptions.map(({ filter }) => filter?.text ?? null);
  const conditions = subscriptions.map(({ filter }) => filter?.condition ?? null);
  await transaction.$executeRaw`
    with wanted as materialized (
      select * from unnest(${types}::text[], ${filters}::text[], ${conditions}::text[])
        as w(event_type, filter, condition)
    ), removed as (
      delete from postrider.subscription s
      where s.endpoint_id = ${endpoint.id}::uuid and s.event_type not in (select event_type from wanted)
    )
    insert into postrider.subscription as held (endpoint_id, application_id, event_type, filter, condition, changed_at)
    select ${endpoint.id}::uuid, ${endpoint.applicationId}::uuid, event_type, filter, condition::jsonpath,
           date_trunc('milliseconds', now())
    from wanted
    on conflict (endpoint_id, event_type) do update
    set filter = excluded.filter, condition = excluded.condition, changed_at = excluded.changed_at
    where held.filter is distinct from excluded.filter`;
}
