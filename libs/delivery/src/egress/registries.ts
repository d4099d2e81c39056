import { parseBlock } from './address.js';
import type { Block } from './address.js';

export interface NamedBlock {
  readonly block: Block;
  readonly name: string;
}

const named = (blocks: Readonly<Record<string, string>>): readonly NamedBlock[] =>
  Object.entries(blocks).map(([cidr, name]) => ({ block: parseBlock(cidr), name }));

/**
 * IANA IPv4 Special-Purpose Address Registry, multicast and the reserved class E. Blocks that the registry calls
 * globally reachable (AS112, AMT) are in too: nobody receives webhooks there.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
export const ipv4Special = named({
  '0.0.0.0/8': 'this network (reaches loopback on Linux)',
  '10.0.0.0/8': 'private use',
  '100.64.0.0/10': 'shared address space',
  '127.0.0.0/8': 'loopback',
  '169.254.0.0/16': 'link local',
  '172.16.0.0/12': 'private use',
  '192.0.0.0/24': 'IETF protocol assignments',
  '192.0.2.0/24': 'documentation',
  '192.31.196.0/24': 'AS112',
  '192.52.193.0/24': 'AMT',
  '192.88.99.0/24': '6to4 relay',
  '192.168.0.0/16': 'private use',
  '192.175.48.0/24': 'AS112',
  '198.18.0.0/15': 'benchmarking',
  '198.51.100.0/24': 'documentation',
  '203.0.113.0/24': 'documentation',
  '224.0.0.0/4': 'multicast',
  '240.0.0.0/4': 'reserved and broadcast',
});

/** The only part of IPv6 that IANA has given out as global unicast; all else is refused unseen. */
export const ipv6GlobalUnicast = parseBlock('2000::/3');

/**
 * What is special within 2000::/3.
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const ipv6Special = named({
  '2001::/23': 'IETF protocol assignments (Teredo, benchmarking, ORCHID and others)',
  '2001:db8::/32': 'documentation',
  '2002::/16': '6to4',
  '2620:4f:8000::/48': 'AS112',
  '3ffe::/16': '6bone, returned',
  '3fff::/20': 'documentation',
});

/**
 * Where clouds serve credentials and configuration to the machines that they run. No setting opens these,
 * because nothing that an endpoint may be is found there.
 */
export const metadata = named({
  '100.100.100.200/32': 'Alibaba Cloud metadata',
  '168.63.129.16/32': 'Azure wire server',
  '169.254.0.23/32': 'Tencent Cloud metadata',
  '169.254.42.42/32': 'Scaleway metadata',
  '169.254.169.0/24': 'cloud metadata, DNS and time',
  '169.254.170.0/24': 'AWS container credentials',
  '192.0.0.192/32': 'Oracle Cloud metadata',
  'fd00:42::42/128': 'Scaleway metadata',
  'fd00:ec2::/32': 'AWS metadata, DNS, time and container credentials',
  'fd20:ce::254/128': 'Google Cloud metadata',
  'fe80::a9fe:a9fe/128': 'OpenStack metadata',
});
