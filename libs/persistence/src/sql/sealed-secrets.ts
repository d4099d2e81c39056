import type { Queryable } from '../database.js';
import { secretContext } from '../sealing-context.js';
import type { ResealedText, SealedText } from '../reseal/sealed-text.js';

/** Secrets under one master key, in the order of their ids, from the one after `after` on. Index: secret_sealing_key_idx. */
export async function readSealedSecrets(
  db: Queryable,
  keyId: string,
  after: string | undefined,
  limit: number,
): Promise<SealedText[]> {
  const { rows } = await db.query<{ id: string; sealed: string }>({
    text: `
      select id, sealed from postrider.secret
      where split_part(sealed, '.', 2) = $1 and ($2::uuid is null or id > $2)
      order by id limit $3`,
    values: [keyId, after, limit],
  });
  return rows.map(({ id, sealed }) => ({ place: [id], sealed, context: secretContext(id) }));
}

/**
 * Puts the texts in the place of those that they were made of; a secret that is gone or was sealed by somebody else
 * meanwhile is left as it is, and so is one that a rotation holds just now, which must not wait for us and we for it.
 * Locks the rows that it writes. Returns how many it wrote.
 */
export async function replaceSealedSecrets(db: Queryable, texts: readonly ResealedText[]): Promise<number> {
  const { rowCount } = await db.query({
    text: `
      with target as (
        select s.id, new.resealed
        from unnest($1::uuid[], $2::text[], $3::text[]) as new(id, sealed, resealed)
        join postrider.secret s on s.id = new.id and s.sealed = new.sealed
        order by s.id for update of s skip locked
      )
      update postrider.secret s set sealed = target.resealed from target where s.id = target.id`,
    values: [
      texts.map(({ place: [id] }) => id),
      texts.map(({ sealed }) => sealed),
      texts.map(({ resealed }) => resealed),
    ],
  });
  return rowCount ?? 0;
}
