import type { Queryable } from '../database.js';

export interface SealingKey {
  /** Id of a master key. */
  readonly keyId: string;
  /** Whether any secret under it still signs. */
  readonly isInForce: boolean;
}

/**
 * The master keys that secrets are sealed under. Steps from key to key along secret_sealing_key_idx, a probe each,
 * however many secrets there are. No lock.
 */
export async function findSealingKeys(db: Queryable): Promise<SealingKey[]> {
  const { rows } = await db.query<SealingKey>({
    text: `
      with recursive sealing as (
        (select split_part(sealed, '.', 2) as key_id from postrider.secret order by 1 limit 1)
        union all
        select next.key_id
        from sealing
        cross join lateral (
          select split_part(sealed, '.', 2) as key_id from postrider.secret
          where split_part(sealed, '.', 2) > sealing.key_id
          order by 1 limit 1
        ) next
      )
      select sealing.key_id as "keyId", exists (
        select from postrider.secret
        where split_part(sealed, '.', 2) = sealing.key_id and (expires_at is null or expires_at > now())
      ) as "isInForce"
      from sealing order by 1`,
  });
  return rows;
}
