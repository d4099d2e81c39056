import { publicId, type AuditedChange } from '#persistence';
import type { NewSecret, SecretRow } from './secret-row.js';

/** Whose secret it is. */
export interface SecretOwner {
  /** UUID of the endpoint. */
  readonly id: string;
  /** UUID. */
  readonly applicationId: string;
}

type Described = Pick<NewSecret, 'id' | 'scheme' | 'keyId'>;

export function createdSecret(owner: SecretOwner, secret: Described): AuditedChange {
  return { ...about(owner, secret), action: 'secret.create', changes: described(owner, secret) };
}

/** `replaced` are those that sign on for the overlap, or end at once. */
export function rotatedSecret(
  owner: SecretOwner,
  secret: Described,
  replaced: readonly Pick<SecretRow, 'id'>[],
  overlapSeconds: number,
): AuditedChange {
  return {
    ...about(owner, secret),
    action: 'secret.rotate',
    changes: {
      ...described(owner, secret),
      replaces: { after: replaced.map(({ id }) => publicId('secret', id)) },
      overlapSeconds: { after: overlapSeconds },
    },
  };
}

export function endedSecret(owner: SecretOwner, secret: SecretRow, now: Date): AuditedChange {
  return {
    ...about(owner, secret),
    action: 'secret.end',
    changes: { expiresAt: { before: secret.expiresAt, after: now } },
  };
}

function about({ applicationId }: SecretOwner, { id }: Described) {
  return { resource: { type: 'secret' as const, id: publicId('secret', id) }, applicationId };
}

/** A public key is told by its id; of a shared secret there is nothing to tell. */
function described({ id }: SecretOwner, { scheme, keyId }: Described): AuditedChange['changes'] {
  return {
    endpoint: { after: publicId('endpoint', id) },
    scheme: { after: scheme },
    ...(keyId !== null && { keyId: { after: keyId } }),
  };
}
