import { parseAddress } from './address.js';
import { loopbackAddress } from './check-url.js';
import type { HostLookup } from './host-lookup.js';
import { isLoopbackName } from './host-names.js';
import { assertReachable } from './judge-address.js';
import type { EgressRules } from './rules.js';

/**
 * The addresses under which a checked URL's host may be reached, every one of them judged. One that is not allowed
 * refuses all: a name that points both outside and inside is an attack or a mistake, and whoever connects must not
 * have to pick. The answer holds for the connection about to be made and no longer.
 *
 * @throws EgressRefused
 * @throws LookupFailed
 */
export async function resolveDestination(
  destination: { readonly hostname: string; readonly port: number },
  rules: EgressRules,
  lookup: HostLookup,
): Promise<readonly string[]> {
  const addresses = await addressesOf(destination.hostname, lookup);
  for (const address of addresses) assertReachable(address, destination.port, rules);
  return addresses;
}

async function addressesOf(hostname: string, lookup: HostLookup): Promise<readonly string[]> {
  if (isLoopbackName(hostname)) return [loopbackAddress];
  return parseAddress(hostname) === undefined ? await lookup.addresses(hostname) : [hostname];
}
