import { ipv4, parseBlock, contains } from './address.js';
import type { Address } from './address.js';

const mapped = parseBlock('::ffff:0:0/96');

/** Forms of IPv6 that carry an IPv4 address to which a translator or tunnel forwards, and where they carry it. */
const carriers = [
  { name: 'IPv4-compatible', block: parseBlock('::/96'), extract: (bits: bigint) => bits },
  { name: 'IPv4-translated (SIIT)', block: parseBlock('::ffff:0:0:0/96'), extract: (bits: bigint) => bits },
  { name: 'NAT64', block: parseBlock('64:ff9b::/96'), extract: (bits: bigint) => bits },
  { name: 'local NAT64', block: parseBlock('64:ff9b:1::/48'), extract: (bits: bigint) => bits },
  { name: '6to4', block: parseBlock('2002::/16'), extract: (bits: bigint) => bits >> 80n },
  { name: 'Teredo server', block: parseBlock('2001::/32'), extract: (bits: bigint) => bits >> 64n },
  // Teredo writes the client inverted, so that no NAT on the way rewrites it (RFC 4380, section 4).
  { name: 'Teredo client', block: parseBlock('2001::/32'), extract: (bits: bigint) => ~bits },
] as const;

const isatapIdentifiers = [0x0000_5efen, 0x0200_5efen];

/** `::ffff:a.b.c.d` is IPv4 in another spelling: sockets connect to `a.b.c.d`. */
export function unmapped(address: Address): Address {
  return contains(mapped, address) ? ipv4(address.bits) : address;
}

/** Every IPv4 address that `address` may lead to by translation or tunnel. */
export function embeddedIpv4(address: Address): readonly { readonly name: string; readonly address: Address }[] {
  if (address.family === 4) return [];

  const found = carriers
    .filter(({ block }) => contains(block, address) && !isUnspecifiedOrLoopback(address))
    .map(({ name, extract }) => ({ name, address: ipv4(extract(address.bits)) }));
  const identifier = (address.bits >> 32n) & 0xffff_ffffn;
  return isatapIdentifiers.includes(identifier) ? [...found, { name: 'ISATAP', address: ipv4(address.bits) }] : found;
}

/** `::` and `::1` lie within the block of IPv4-compatible addresses, but carry nothing. */
function isUnspecifiedOrLoopback({ bits }: Address): boolean {
  return bits <= 1n;
}
