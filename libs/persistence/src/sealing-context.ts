/**
 * What a sealed secret is bound to besides its master key: a ciphertext that is moved to another secret's row does
 * not open there.
 */
export function secretContext(secretId: string): string {
  return `secret:${secretId}`;
}

/** The same of the answer that is kept under an idempotency key. */
export function answerContext({ ownerId, key }: { readonly ownerId: string; readonly key: string }): string {
  return `idempotency:${ownerId}:${key}`;
}
