import type { Queryable } from '../database.js';

export interface SealedCount {
  /** Id of a master key. */
  readonly keyId: string;
  readonly secrets: number;
}

/** How many secrets are sealed under each master key. Reads all of secret_sealing_key_idx; no lock. */
export async function countSealedSecrets(db: Queryable): Promise<SealedCount[]> {
  const { rows } = await db.query<SealedCount>({
    text: `
      select split_part(sealed, '.', 2) as "keyId", count(*)::int as secrets
      from postrider.secret group by split_part(sealed, '.', 2) order by 1`,
  });
  return rows;
}
