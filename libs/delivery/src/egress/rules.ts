import { contains, parseAddress, parseBlock } from './address.js';
import type { Address, Block } from './address.js';
import { unmapped } from './embedded-ipv4.js';
import { servicePorts, wellKnownWebPorts } from './ports.js';

export interface EgressSettings {
  /** CIDRs that endpoints may point to besides public addresses, on any port. Metadata addresses stay closed. */
  readonly allow: readonly string[];
  /** Whether `http:` endpoints are allowed. */
  readonly allowHttp: boolean;
  /** The only ports that public addresses may use, instead of the web's and those from 1024 on. */
  readonly ports?: readonly number[];
  /** This installation's own names and addresses, each with the port that is its own or with all of them. */
  readonly ownHosts?: readonly { readonly host: string; readonly port?: number }[];
}

/** What may be reached. Made once, by `egressRules`. */
export interface EgressRules {
  readonly allow: readonly Block[];
  readonly allowHttp: boolean;
  readonly ports: readonly number[] | undefined;
  readonly ownHosts: ReadonlySet<string>;
  /** A private network was opened, so names such as `receiver` or `hooks.internal` may be meant. */
  readonly namesMayBeInternal: boolean;
}

const loopback = [parseBlock('127.0.0.0/8'), parseBlock('::1/128')];

/** @throws RangeError when `allow` holds what is no CIDR. */
export function egressRules(settings: EgressSettings): EgressRules {
  const allow = settings.allow.map(parseBlock);
  return {
    allow,
    allowHttp: settings.allowHttp,
    ports: settings.ports,
    ownHosts: new Set(settings.ownHosts?.map(({ host, port }) => ownKey(host.toLowerCase(), port))),
    namesMayBeInternal: allow.some(
      (block) => !loopback.some((own) => contains(own, block) && block.prefix >= own.prefix),
    ),
  };
}

/** Whether a public address may be called on `port`. */
export function isPublicPort(port: number, rules: EgressRules): boolean {
  if (port < 1 || port > 65_535) return false;
  if (rules.ports !== undefined) return rules.ports.includes(port);
  if (port === 80) return rules.allowHttp;
  return port >= 1024 ? servicePorts[port] === undefined : wellKnownWebPorts.includes(port);
}

export function isOwn(host: string, port: number, rules: EgressRules): boolean {
  return rules.ownHosts.has(ownKey(host)) || rules.ownHosts.has(ownKey(host, port));
}

/** One text for all spellings of an address: a socket may tell of `::ffff:203.0.113.7` where `203.0.113.7` was meant. */
function ownKey(host: string, port?: number): string {
  const address = parseAddress(host);
  const name = address === undefined ? host : spelt(unmapped(address));
  return port === undefined ? name : `${name} ${port}`;
}

function spelt({ family, bits }: Address): string {
  return `${family}/${bits}`;
}
