/** When a secret stops signing; null while nothing has replaced it. */
export interface SecretLifetime {
  readonly expiresAt: Date | null;
}

/**
 * When a secret ends that is replaced at `now`: after the overlap, in which receivers move to the new one. A
 * secret that was already on its way out is not given more time by a second rotation.
 */
export function expiryOnRotation({ expiresAt }: SecretLifetime, now: Date, overlapSeconds: number): Date {
  const afterOverlap = new Date(now.getTime() + overlapSeconds * 1000);
  return expiresAt !== null && expiresAt < afterOverlap ? expiresAt : afterOverlap;
}
