import type { Queryable } from '../database.js';
import { answerContext } from '../sealing-context.js';
import type { ResealedText, SealedText } from '../reseal/sealed-text.js';

/**
 * Answers kept under idempotency keys that are not sealed under `keyId`, from the place after `after` on. Walks the
 * primary key: an index by master key would make every answer write to one. The table holds a day.
 */
export async function readSealedAnswers(
  db: Queryable,
  keyId: string,
  [ownerId, key]: readonly (string | undefined)[],
  limit: number,
): Promise<SealedText[]> {
  const { rows } = await db.query<{ ownerId: string; key: string; answer: string }>({
    text: `
      select owner_id as "ownerId", key, answer from postrider.idempotency_key
      where answer is not null and split_part(answer, '.', 2) <> $1 and expires_at > now()
        and ($2::uuid is null or (owner_id, key) > ($2, $3::text))
      order by owner_id, key limit $4`,
    values: [keyId, ownerId, key, limit],
  });
  return rows.map((row) => ({ place: [row.ownerId, row.key], sealed: row.answer, context: answerContext(row) }));
}

/** As of secrets: what was written meanwhile is left as it is. Primary key; locks the rows that it writes. */
export async function replaceSealedAnswers(db: Queryable, texts: readonly ResealedText[]): Promise<number> {
  const { rowCount } = await db.query({
    text: `
      update postrider.idempotency_key held set answer = new.resealed
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as new(owner_id, key, sealed, resealed)
      where held.owner_id = new.owner_id and held.key = new.key and held.answer = new.sealed`,
    values: [
      texts.map(({ place: [ownerId] }) => ownerId),
      texts.map(({ place: [, key] }) => key),
      texts.map(({ sealed }) => sealed),
      texts.map(({ resealed }) => resealed),
    ],
  });
  return rowCount ?? 0;
}
