import type { Queryable } from '../database.js';

export interface PublicKeyFilter {
  /** UUID. */
  readonly endpointId?: string;
  /** RFC 7638 thumbprint. */
  readonly keyId?: string;
}

export interface StoredPublicKey {
  readonly scheme: string;
  /** PEM. */
  readonly publicKey: string;
}

/**
 * The public keys of the secrets that sign now, each once however many endpoints share it; at most `limit`. Of the
 * sealed halves nothing is read. Index: secret_key_id_idx, which holds asymmetric secrets alone, or secret_endpoint_id_idx.
 */
export async function listPublicKeys(
  db: Queryable,
  { endpointId, keyId }: PublicKeyFilter,
  limit: number,
): Promise<StoredPublicKey[]> {
  // Not prepared: it is planned for the values that come, so a condition that is not asked for is not there.
  const { rows } = await db.query<StoredPublicKey>({
    text: `
      select distinct on (key_id) scheme, public_key as "publicKey"
      from postrider.secret
      where key_id is not null and (expires_at is null or expires_at > now())
        and ($1::uuid is null or endpoint_id = $1) and ($2::text is null or key_id = $2)
      order by key_id limit $3`,
    values: [endpointId, keyId, limit],
  });
  return rows;
}
