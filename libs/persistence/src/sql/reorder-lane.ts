import type { Prisma } from '../generated/prisma/client.js';

/**
 * Makes what an endpoint is owed follow its `ordering`: to be run in the transaction that changes it, or a FIFO lane
 * would not see what was owed before, and once more for what was being accepted meanwhile (`lane-edits.ts`). Walks what
 * the endpoint is owed, and rewrites what does not follow.
 */
export async function reorderLane(transaction: Prisma.TransactionClient, endpointId: string): Promise<void> {
  await transaction.$executeRaw`
    update postrider.owed_delivery o
    set ordering_key = case endpoint.ordering when 'fifo' then coalesce(event.ordering_key, '') end
    from postrider.endpoint, postrider.event
    where o.endpoint_id = ${endpointId}::uuid and endpoint.id = ${endpointId}::uuid and event.id = o.event_id
      and (o.ordering_key is null) = (endpoint.ordering = 'fifo')`;
}
