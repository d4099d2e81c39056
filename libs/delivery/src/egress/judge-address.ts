import { contains, parseAddress } from './address.js';
import type { Address } from './address.js';
import { embeddedIpv4, unmapped } from './embedded-ipv4.js';
import { ipv4Special, ipv6GlobalUnicast, ipv6Special, metadata } from './registries.js';
import type { NamedBlock } from './registries.js';
import { EgressRefused } from './refusal.js';
import { isOwn, isPublicPort } from './rules.js';
import type { EgressRules } from './rules.js';

/** `opened`: not a public address, but one that the operator opened by CIDR. */
export type AddressVerdict =
  { readonly allowed: true; readonly opened: boolean } | { readonly allowed: false; readonly reason: string };

/**
 * Whether an address may be reached. An address that carries an IPv4 address is judged twice, as what it is and
 * as where it leads; both must be allowed.
 */
export function judgeAddress(address: string, rules: EgressRules): AddressVerdict {
  const parsed = parseAddress(address);
  if (parsed === undefined) return { allowed: false, reason: `${address} is not an address` };

  const real = unmapped(parsed);
  const verdict = judge(real, rules);
  if (!verdict.allowed) return { allowed: false, reason: `${address}: ${verdict.reason}` };

  for (const carried of embeddedIpv4(real)) {
    const inner = judge(carried.address, rules);
    if (!inner.allowed) return { allowed: false, reason: `${address}: ${carried.name} to ${inner.reason}` };
  }
  return verdict;
}

/** @throws EgressRefused when `address` may not be reached on `port`. */
export function assertReachable(address: string, port: number, rules: EgressRules): void {
  const verdict = judgeAddress(address, rules);
  if (!verdict.allowed) throw new EgressRefused('address_not_allowed', verdict.reason);
  if (isOwn(address, port, rules)) throw new EgressRefused('address_not_allowed', `${address}:${port} is our own`);
  const portAllowed = verdict.opened ? port > 0 : isPublicPort(port, rules);
  if (!portAllowed) throw new EgressRefused('port_not_allowed', `${address}:${port}`);
}

function judge(address: Address, rules: EgressRules): AddressVerdict {
  const closed = find(metadata, address);
  if (closed !== undefined) return { allowed: false, reason: closed };
  if (rules.allow.some((block) => contains(block, address))) return { allowed: true, opened: true };

  const special = address.family === 4 ? find(ipv4Special, address) : ipv6Refusal(address);
  return special === undefined ? { allowed: true, opened: false } : { allowed: false, reason: special };
}

function ipv6Refusal(address: Address): string | undefined {
  return contains(ipv6GlobalUnicast, address) ? find(ipv6Special, address) : 'not global unicast';
}

function find(blocks: readonly NamedBlock[], address: Address): string | undefined {
  return blocks.find(({ block }) => contains(block, address))?.name;
}
