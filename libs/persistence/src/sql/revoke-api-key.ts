import type { Queryable } from '../database.js';

export type Revocation = 'revoked' | 'last_admin_key' | 'not_found';

/**
 * Revokes a key, unless nobody could administer any more without it: the last admin key in force that may write stays.
 *
 * Locks the admin keys in the order of their ids first, so of two revocations at once the second sees what the first
 * left. Primary key; the table is small.
 */
export async function revokeApiKey(db: Queryable, id: string): Promise<Revocation> {
  const { rows } = await db.query<{ isAdmin: boolean; isRevoked: boolean }>({
    name: 'revoke-api-key',
    text: `
      with admins as materialized (
        select id from postrider.api_key
        where application_id is null and access = 'write' and revoked_at is null
          and (expires_at is null or expires_at > now())
        order by id
        for update
      ),
      revoked as (
        update postrider.api_key k set revoked_at = now()
        where k.id = $1 and k.revoked_at is null
          and (k.id not in (select id from admins) or exists (select from admins where id <> $1))
        returning k.id
      )
      select exists (select from admins where id = $1) as "isAdmin", exists (select from revoked) as "isRevoked"`,
    values: [id],
  });
  const [answer] = rows;
  if (answer?.isRevoked === true) return 'revoked';
  return answer?.isAdmin === true ? 'last_admin_key' : 'not_found';
}
