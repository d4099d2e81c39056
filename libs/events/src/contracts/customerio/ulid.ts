/** Crockford's base 32: no I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The 128 bits of a UUID in the form of a ULID: 26 characters, two zero bits first. A UUIDv7 and a ULID both
 * begin with 48 bits of milliseconds, so the ULID carries the same time and sorts alike.
 *
 * Source: https://github.com/ulid/spec
 */
export function ulidOf(uuid: string): string {
  let ulid = '';
  let pending = 0;
  let bits = 2;
  for (const digit of uuid.replaceAll('-', '')) {
    pending = (pending << 4) | Number.parseInt(digit, 16);
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    ulid += alphabet.charAt(pending >> bits);
    pending &= (1 << bits) - 1;
  }
  return ulid;
}
