/** When a secret came to be and when it stops signing; null while nothing has replaced it. */
export interface SecretLifetime {
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** The secrets that sign at `now`, newest first, as `sign` wants their keys. */
export function activeSecrets<Secret extends SecretLifetime>(secrets: readonly Secret[], now: Date): Secret[] {
  return secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
}

/**
 * When a secret ends that is replaced at `now`: after the overlap, in which receivers move to the new one. A
 * secret that was already on its way out is not given more time by a second rotation.
 */
export function expiryOnRotation({ expiresAt }: SecretLifetime, now: Date, overlapSeconds: number): Date {
  const afterOverlap = new Date(now.getTime() + overlapSeconds * 1000);
  return expiresAt !== null && expiresAt < afterOverlap ? expiresAt : afterOverlap;
}
