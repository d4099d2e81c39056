/** Parts of names that say of a value that it is a credential. */
const words = new Set(['key', 'sig', 'hmac', 'auth', 'authorization', 'pwd', 'pass', 'jwt', 'bearer', 'cookie']);
const endings = /(?:token|secret|password|passwd|passphrase|signature|credential|apikey)s?$/;

/**
 * Whether the value of a query parameter or a header with this name is, as far as a name can tell, a credential:
 * `token`, `api_key`, `X-Amz-Signature`, `clientSecret`, but not `monkey`.
 */
export function isCredentialName(name: string): boolean {
  const parts = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return parts.some((part) => words.has(part) || endings.test(part));
}
