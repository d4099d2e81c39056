import type { Queryable } from '../database.js';

const batchSize = 1_000;

/**
 * Deletes the portal sessions that have expired, revoked or not, in batches along portal_session_expires_idx, so that
 * no statement holds many rows locked. Returns how many there were.
 */
export async function deleteEndedPortalSessions(db: Queryable): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await db.query({
      name: 'delete-ended-portal-sessions',
      text: `
        delete from postrider.portal_session where id = any(array(
          select id from postrider.portal_session where expires_at < now() order by expires_at limit ${batchSize}
          for update skip locked
        ))`,
    });
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return deleted;
  }
}
