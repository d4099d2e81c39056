import type { Queryable } from '../database.js';
import type { Prisma } from '../generated/prisma/client.js';

/** An endpoint that was deleted, or whose ordering was edited, while events may have been on their way to it. */
export interface LaneEdit {
  readonly endpointId: string;
  /** The transaction of the edit. */
  readonly editedBy: string;
  readonly isDeleted: boolean;
  /** No transaction that may have missed the edit is still open. */
  readonly isPast: boolean;
}

/** How long after an edit a statement may still be at work that began before it and has written nothing yet. */
const statementSeconds = 60;

/**
 * Notes that these endpoints are edited, in the transaction that does it. Accepting an event takes no lock on the
 * endpoints that it is owed to, since every event would pay for that: a statement that began before the edit was
 * committed owes to an endpoint that is gone, or in an order that is not kept any more.
 */
export async function noteLaneEdits(
  transaction: Prisma.TransactionClient,
  endpointIds: readonly string[],
): Promise<void> {
  await transaction.$executeRaw`
    insert into postrider.lane_edit (endpoint_id, edited_by, edited_at)
    select id, pg_current_xact_id(), now() from unnest(${endpointIds}::uuid[]) as edited(id)
    on conflict (endpoint_id) do update set edited_by = excluded.edited_by, edited_at = excluded.edited_at`;
}

/** All edits that may have been missed; as of before whatever is done about them. */
export async function findLaneEdits(db: Queryable): Promise<LaneEdit[]> {
  const { rows } = await db.query<LaneEdit>({
    name: 'find-lane-edits',
    text: `
      select l.endpoint_id as "endpointId", l.edited_by::text as "editedBy", e.id is null as "isDeleted",
             l.edited_by < pg_snapshot_xmin(pg_current_snapshot())
               and l.edited_at < now() - $1 * interval '1 second' as "isPast"
      from postrider.lane_edit l left join postrider.endpoint e on e.id = l.endpoint_id`,
    values: [statementSeconds],
  });
  return rows;
}

/** Forgets an edit, unless the endpoint was edited again. */
export async function forgetLaneEdit(db: Queryable, { endpointId, editedBy }: LaneEdit): Promise<void> {
  await db.query({
    name: 'forget-lane-edit',
    text: 'delete from postrider.lane_edit where endpoint_id = $1 and edited_by = $2::xid8',
    values: [endpointId, editedBy],
  });
}
