import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseBlock } from './address.js';
import type { Block } from './address.js';
import { assertReachable, judgeAddress } from './judge-address.js';
import { ipv4Special, ipv6Special, metadata } from './registries.js';
import { egressRules } from './rules.js';

const closed = egressRules({ allow: [], allowHttp: false });
const open = egressRules({ allow: ['0.0.0.0/0', '::/0'], allowHttp: true });

const dotted = (bits: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
const colons = (bits: bigint): string =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((bits >> shift) & 0xffffn).toString(16)).join(':');
const write = (family: 4 | 6, bits: bigint): string => (family === 4 ? dotted(bits) : colons(bits));

/** Any address of `block`. */
const within = (block: Block): fc.Arbitrary<string> => {
  const hostBits = BigInt((block.family === 4 ? 32 : 128) - block.prefix);
  return fc.bigInt(0n, (1n << hostBits) - 1n).map((host) => write(block.family, block.bits | host));
};
const specialIpv4 = fc.constantFrom(...ipv4Special).chain(({ block }) => within(block));
const carry = (address: string): bigint => parseBlock(address).bits;

describe('judgeAddress', () => {
  it('refuses every address of every special block', () => {
    const special = fc.constantFrom(...ipv4Special, ...ipv6Special, ...metadata).chain(({ block }) => within(block));
    fc.assert(
      fc.property(special, (address) => !judgeAddress(address, closed).allowed),
      { numRuns: 2000 },
    );
  });

  it('refuses all of IPv6 outside 2000::/3', () => {
    const outside = fc.bigInt(0n, (1n << 128n) - 1n).filter((bits) => bits >> 125n !== 1n && bits >> 32n !== 0xffffn);
    fc.assert(fc.property(outside, (bits) => !judgeAddress(colons(bits), closed).allowed));
  });

  it.each([
    ['mapped', (v4: bigint) => (0xffffn << 32n) | v4],
    ['compatible', (v4: bigint) => v4],
    ['translated', (v4: bigint) => (0xffff_0000n << 32n) | v4],
    ['NAT64', (v4: bigint) => carry('64:ff9b::') | v4],
    ['local NAT64', (v4: bigint) => carry('64:ff9b:1::') | v4],
    ['6to4', (v4: bigint) => carry('2002::') | (v4 << 80n)],
    ['Teredo', (v4: bigint) => carry('2001::') | (v4 ^ 0xffff_ffffn)],
    ['ISATAP', (v4: bigint) => carry('2a00:1450:4001:81b:0:5efe::') | v4],
  ])('refuses special IPv4 addresses in their %s form', (_, embed) => {
    fc.assert(fc.property(specialIpv4, (address) => !judgeAddress(colons(embed(carry(address))), closed).allowed));
  });

  it('judges a mapped address as the IPv4 address that it is', () => {
    expect(judgeAddress('::ffff:1.1.1.1', closed)).toEqual({ allowed: true, opened: false });
    const loopback = egressRules({ allow: ['127.0.0.0/8'], allowHttp: true });
    expect(judgeAddress('::ffff:7f00:1', loopback)).toEqual({ allowed: true, opened: true });
  });

  it('opens a translation prefix for public addresses only', () => {
    const nat64 = egressRules({ allow: ['64:ff9b::/96'], allowHttp: false });
    expect(judgeAddress('64:ff9b::1.1.1.1', nat64).allowed).toBe(true);
    expect(judgeAddress('64:ff9b::10.0.0.1', nat64).allowed).toBe(false);
    expect(judgeAddress('64:ff9b::169.254.169.254', nat64).allowed).toBe(false);
  });

  it('never opens metadata addresses, however they are written', () => {
    const address = fc.constantFrom(...metadata).chain(({ block }) => within(block));
    fc.assert(fc.property(address, (text) => !judgeAddress(text, open).allowed));
    expect(judgeAddress('::ffff:169.254.169.254', open).allowed).toBe(false);
    expect(judgeAddress('64:ff9b::a9fe:a9fe', open).allowed).toBe(false);
  });

  it.each(['::1', '::', '10.0.0.1', 'fd00::1', 'fe80::1'])('opens %s by CIDR', (address) => {
    expect(judgeAddress(address, open)).toEqual({ allowed: true, opened: true });
  });

  it.each([
    ...['9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.1', '126.255.255.255', '128.0.0.0', '172.15.255.255'],
    ...['172.32.0.1', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '8.8.8.8'],
    ...['2001:200::1', '2001:4860:4860::8888', '2606:4700::1111', '2a00:1450:4001:81b::200e'],
  ])('allows %s', (address) => {
    expect(judgeAddress(address, closed)).toEqual({ allowed: true, opened: false });
  });

  it.each(['', 'example.com', '127.1', '0x7f.1', 'fe80::1%eth0', '[::1]', '1.1.1.1 '])(
    'takes %p for no address',
    (text) => {
      expect(judgeAddress(text, open).allowed).toBe(false);
    },
  );
});

describe('assertReachable', () => {
  it('lets public addresses use web ports, and opened ones any port', () => {
    const rules = egressRules({ allow: ['10.0.0.0/8'], allowHttp: false });
    for (const port of [443, 8443, 8080, 3000])
      expect(() => {
        assertReachable('1.1.1.1', port, rules);
      }).not.toThrow();
    for (const port of [0, 22, 25, 80, 2375, 5432, 6379, 9200, 11211, 65_536]) {
      expect(() => {
        assertReachable('1.1.1.1', port, rules);
      }).toThrow('destination not allowed');
    }
    expect(() => {
      assertReachable('10.0.0.1', 22, rules);
    }).not.toThrow();
    expect(() => {
      assertReachable('10.0.0.1', 0, rules);
    }).toThrow('destination not allowed');
  });

  it('keeps to the ports that the operator names', () => {
    const rules = egressRules({ allow: [], allowHttp: false, ports: [443] });
    expect(() => {
      assertReachable('1.1.1.1', 443, rules);
    }).not.toThrow();
    expect(() => {
      assertReachable('1.1.1.1', 8443, rules);
    }).toThrow('destination not allowed');
  });

  it('refuses this installation itself, even where its address is opened', () => {
    const rules = egressRules({
      allow: ['127.0.0.0/8'],
      allowHttp: true,
      ownHosts: [{ host: '127.0.0.1', port: 3000 }, { host: '1.2.3.4' }],
    });
    expect(() => {
      assertReachable('127.0.0.1', 3000, rules);
    }).toThrow('destination not allowed');
    expect(() => {
      assertReachable('127.0.0.1', 3001, rules);
    }).not.toThrow();
    for (const spelling of ['1.2.3.4', '::ffff:1.2.3.4', '::ffff:102:304']) {
      expect(() => {
        assertReachable(spelling, 443, rules);
      }).toThrow('destination not allowed');
    }
  });
});

describe('parseBlock', () => {
  it.each(['', 'x', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '::/129', '10.0.0.1/8', '0.0.0.0/1e0'])(
    'refuses %p',
    (cidr) => {
      expect(() => parseBlock(cidr)).toThrow(RangeError);
    },
  );
});
