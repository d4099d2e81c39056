import {
  newUuid,
  publicId,
  recordAuditEntry,
  systemAuthor,
  type AuditedChange,
  type Database,
  type Queryable,
} from '#persistence';
import { describeCredential, mintCredential, type MintedCredential } from './credential.js';

/** Serialises processes that start at once; `pg_advisory_xact_lock` takes any agreed number. */
const adminKeyLock = 7_267_420_013;

/** Name of the key that the first start makes, by which one that is set later finds and replaces it. */
const madeKeyName = 'Made at first start';
const wantedKeyName = 'POSTRIDER_ADMIN_KEY';

const author = systemAuthor('start');

interface StoredKey {
  readonly id: string;
  readonly name: string;
}

/**
 * Sees to it that there is an admin key: the `wanted` one, which replaces what was made or wanted before, or else a
 * new one if there is none in force that may write. Gives the key if it was stored now; undefined when it, or any other, was there.
 */
export async function ensureAdminKey(
  database: Database,
  wanted?: string,
): Promise<{ readonly key: string } | undefined> {
  const key = wanted === undefined ? mintCredential('apiKey') : describeCredential(wanted);
  const stored = await database.transaction(async (client) => {
    await client.query({ text: 'select pg_advisory_xact_lock($1)', values: [adminKeyLock] });
    if (wanted !== undefined) await revokeReplaced(client, key);
    const { rows } = await client.query<StoredKey>(insertion(key, wanted));
    for (const row of rows) await recordAuditEntry(client, author, auditedKey('api_key.create', row));
    return rows.length > 0;
  });
  return stored ? { key: key.text } : undefined;
}

async function revokeReplaced(client: Queryable, { hash }: MintedCredential): Promise<void> {
  const { rows } = await client.query<StoredKey>({
    text: `update postrider.api_key set revoked_at = now()
           where name = any($1) and application_id is null and revoked_at is null and hash <> $2
           returning id, name`,
    values: [[madeKeyName, wantedKeyName], hash],
  });
  for (const row of rows) await recordAuditEntry(client, author, auditedKey('api_key.revoke', row));
}

function auditedKey(action: 'api_key.create' | 'api_key.revoke', { id, name }: StoredKey): AuditedChange {
  return {
    action,
    resource: { type: 'api_key', id: publicId('apiKey', id) },
    applicationId: null,
    changes: { name: { [action === 'api_key.create' ? 'after' : 'before']: name } },
  };
}

function insertion(key: MintedCredential, wanted: string | undefined) {
  if (wanted === undefined) {
    return {
      text: `insert into postrider.api_key (id, name, hash, hint)
             select $1, $2, $3, $4
             where not exists (
               select from postrider.api_key
               where application_id is null and access = 'write' and revoked_at is null
                 and (expires_at is null or expires_at > now())
             )
             returning id, name`,
      values: [newUuid(), madeKeyName, key.hash, key.hint],
    };
  }
  return {
    text: `insert into postrider.api_key as held (id, name, hash, hint) values ($1, $2, $3, $4)
           on conflict (hash) do update
           set revoked_at = null, application_id = null, access = 'write', expires_at = null
           where held.revoked_at is not null or held.application_id is not null
             or held.access <> 'write' or held.expires_at is not null
           returning id, name`,
    values: [newUuid(), wantedKeyName, key.hash, key.hint],
  };
}
