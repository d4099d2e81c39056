import type { Queryable } from '../database.js';
import type { FoundCaller } from './find-caller.js';

const tables = { apiKey: 'api_key', portalSession: 'portal_session' } as const;

/**
 * Notes that a key or session was used, to the minute: whatever many processes ask, a row is written once a minute at
 * most. Primary key; locks the one row.
 */
export async function markCallerUsed(db: Queryable, { kind, id }: Pick<FoundCaller, 'kind' | 'id'>): Promise<void> {
  await db.query({
    name: `mark-used-${kind}`,
    text: `
      update postrider.${tables[kind]} set last_used_at = now()
      where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    values: [id],
  });
}
