/**
 * What a sealed secret is bound to besides its master key: a ciphertext that is moved to another secret's row does
 * not open there.
 */
export function secretContext(secretId: string): string {
  return `secret:${secretId}`;
}
