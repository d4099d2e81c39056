import type { Queryable } from '../database.js';

/** Whose credential a hash is of. */
export interface FoundCaller {
  readonly kind: 'apiKey' | 'portalSession';
  /** UUID of the key or the session. */
  readonly id: string;
  /** UUID of the one application that it is for; null for an admin key. */
  readonly applicationId: string | null;
  readonly access: 'read' | 'write';
  /** Requests a second that were set for this key alone. */
  readonly rateLimit: number | null;
  /** Milliseconds until it expires, by the database's clock; null for never. */
  readonly expiresInMs: number | null;
  /** Whether its last use was noted within the last minute. */
  readonly isMarkedUsed: boolean;
}

/**
 * The API key or portal session of a SHA-256 hash, if it is in force: neither revoked nor expired, and a session only
 * while the key that made it is in force too. A unique index each, no lock. Not through Prisma: asked every two seconds
 * of every key in use, and with every request that brings an unknown one.
 */
export async function findCaller(db: Queryable, hash: Uint8Array): Promise<FoundCaller | undefined> {
  const { rows } = await db.query<FoundCaller>({
    name: 'find-caller',
    text: `
      select 'apiKey' as kind, k.id, k.application_id as "applicationId", k.access, k.rate_limit as "rateLimit",
        (extract(epoch from k.expires_at - now()) * 1000)::float8 as "expiresInMs",
        coalesce(k.last_used_at > now() - interval '1 minute', false) as "isMarkedUsed"
      from postrider.api_key k
      where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      union all
      select 'portalSession', s.id, s.application_id, s.access, null,
        (extract(epoch from least(s.expires_at, k.expires_at) - now()) * 1000)::float8,
        coalesce(s.last_used_at > now() - interval '1 minute', false)
      from postrider.portal_session s
      join postrider.api_key k on k.id = s.made_by
      where s.hash = $1 and s.revoked_at is null and s.expires_at > now()
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`,
    values: [hash],
  });
  return rows[0];
}
