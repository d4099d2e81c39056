import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as a number, so that blocks are compared by bits and never by how they are written. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

export interface Block {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

/** `undefined` for anything but a plain address; one with a zone (`fe80::1%eth0`) is none. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, bits: ipv4Bits(text) };
  if (isIPv6(text) && !text.includes('%')) return { family: 6, bits: ipv6Bits(text) };
  return undefined;
}

/**
 * @throws RangeError for what is no CIDR, and for one with bits beyond its prefix: it says something else than
 * its author meant.
 */
export function parseBlock(cidr: string): Block {
  const [text = '', length, ...rest] = cidr.split('/');
  const address = parseAddress(text);
  const width = address?.family === 4 ? 32 : 128;
  const prefix = length === undefined ? width : Number(length);
  if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length ?? '0') || prefix > width) {
    throw new RangeError(`not a CIDR: ${cidr}`);
  }
  const block = { ...address, prefix };
  if ((address.bits & hostMask(block)) !== 0n) throw new RangeError(`bits set beyond the prefix: ${cidr}`);
  return block;
}

export function contains(block: Block, address: Address): boolean {
  if (block.family !== address.family) return false;
  const shift = BigInt(widthOf(block) - block.prefix);
  return block.bits >> shift === address.bits >> shift;
}

export function ipv4(bits: bigint): Address {
  return { family: 4, bits: bits & 0xffff_ffffn };
}

function widthOf({ family }: { family: 4 | 6 }): number {
  return family === 4 ? 32 : 128;
}

function hostMask(block: Block): bigint {
  return (1n << BigInt(widthOf(block) - block.prefix)) - 1n;
}

function ipv4Bits(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function ipv6Bits(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array<bigint>(8 - before.length - after.length).fill(0n);
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** The 16-bit groups of one side of `::`; a dotted quad at the end counts as two. */
function groups(text: string): bigint[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const quad = ipv4Bits(group);
    return [quad >> 16n, quad & 0xffffn];
  });
}
