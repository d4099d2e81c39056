import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDnsServer } from '../../test/dns-server.js';
import type { DnsServer, DnsZone } from '../../test/dns-server.js';
import { endsWithin } from '../../test/ends-within.js';
import { HostLookup } from './host-lookup.js';
import type { LookupOptions } from './host-lookup.js';
import { resolveDestination } from './resolve-destination.js';
import { egressRules } from './rules.js';

const rules = egressRules({ allow: [], allowHttp: false });
const servers: DnsServer[] = [];

async function lookupIn(zone: DnsZone, options: LookupOptions = {}): Promise<{ lookup: HostLookup; dns: DnsServer }> {
  const dns = await startDnsServer(zone);
  servers.push(dns);
  // Nothing that is asked once is asked again because the machine is slow.
  return { lookup: new HostLookup({ servers: [dns.server], timeoutMs: 30_000, ...options }), dns };
}

const at = (hostname: string): { hostname: string; port: number } => ({ hostname, port: 443 });

describe('resolveDestination', () => {
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  it('gives every address of a public name, IPv4 first', async () => {
    const { lookup } = await lookupIn(() => ({ addresses: ['2606:4700::1111', '1.1.1.1'] }));
    await expect(resolveDestination(at('hooks.example.com'), rules, lookup)).resolves.toEqual([
      '1.1.1.1',
      '2606:4700::1111',
    ]);
  });

  it.each([
    ['a private address (B1)', ['10.0.0.5']],
    ['a public and a private address', ['1.1.1.1', '10.0.0.5']],
    ['a public IPv4 and loopback IPv6 (B4)', ['1.1.1.1', '::1']],
    ['metadata mapped into IPv6', ['1.1.1.1', '::ffff:169.254.169.254']],
    ['metadata behind NAT64', ['64:ff9b::a9fe:a9fe']],
    ['a private address behind 6to4', ['2002:a00:1::']],
  ])('refuses a name with %s', async (_, addresses) => {
    const { lookup } = await lookupIn(() => ({ addresses }));
    await expect(resolveDestination(at('hooks.example.com'), rules, lookup)).rejects.toMatchObject({
      name: 'EgressRefused',
      code: 'address_not_allowed',
      message: 'destination not allowed',
    });
  });

  it('judges where an alias leads, not its name (B6)', async () => {
    const { lookup } = await lookupIn(() => ({ cname: 'metadata.google.internal', addresses: ['169.254.169.254'] }));
    await expect(resolveDestination(at('hooks.example.com'), rules, lookup)).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
  });

  it('judges anew when the answer changes between two connections (B2)', async () => {
    let asked = 0;
    const { lookup } = await lookupIn((_, type) => {
      if (type === 'AAAA') return {};
      asked += 1;
      return { addresses: [asked === 1 ? '1.1.1.1' : '127.0.0.1'] };
    });
    await expect(resolveDestination(at('rebind.example.com'), rules, lookup)).resolves.toEqual(['1.1.1.1']);
    await expect(resolveDestination(at('rebind.example.com'), rules, lookup)).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
  });

  it.each([
    ['no such name (B8)', { code: 3 }, 'ENOTFOUND'],
    ['servers that fail (B9)', { code: 2 }, 'ESERVFAIL'],
    ['no address', {}, 'ENODATA'],
    ['an alias of itself (B7)', { cname: 'loop.example.com' }, 'ENODATA'],
  ])('tells of %s', async (_, answer, code) => {
    const { lookup } = await lookupIn(() => answer);
    await expect(resolveDestination(at('loop.example.com'), rules, lookup)).rejects.toMatchObject({
      name: 'LookupFailed',
      code,
    });
  });

  it('stops asking a silent server at the limit, and answers others meanwhile (B9)', async () => {
    const { lookup } = await lookupIn((name) => (name.startsWith('silent') ? undefined : { addresses: ['1.1.1.1'] }), {
      timeoutMs: 1_500,
    });
    const silent = Array.from({ length: 100 }, (_, index) =>
      lookup.addresses(`silent-${index}.example.com`).catch((error: unknown) => error),
    );
    await expect(lookup.addresses('hooks.example.com')).resolves.toEqual(['1.1.1.1']);
    const ended = Promise.all(silent);
    expect(await endsWithin(5_000, () => ended)).toBe(true);
    expect(await ended).toEqual(Array(100).fill(expect.objectContaining({ code: 'ETIMEOUT' })));
  });

  it('uses the address that answered when the other record type failed', async () => {
    const { lookup } = await lookupIn((_, type) => (type === 'A' ? { addresses: ['1.1.1.1'] } : { code: 2 }));
    await expect(lookup.addresses('hooks.example.com')).resolves.toEqual(['1.1.1.1']);
  });

  it('takes localhost and what is under it for this machine and never asks DNS', async () => {
    const { lookup, dns } = await lookupIn(() => ({ addresses: ['1.1.1.1'] }));
    const opened = egressRules({ allow: ['127.0.0.0/8'], allowHttp: true });
    await expect(resolveDestination(at('hooks.localhost'), opened, lookup)).resolves.toEqual(['127.0.0.1']);
    await expect(resolveDestination(at('localhost'), rules, lookup)).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
    expect(dns.questions()).toBe(0);
  });

  it('judges address literals', async () => {
    const lookup = new HostLookup();
    await expect(resolveDestination(at('169.254.169.254'), rules, lookup)).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
  });
});

describe('HostLookup', () => {
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  it('asks once for lookups of one name at the same time', async () => {
    const { lookup, dns } = await lookupIn(() => ({ addresses: ['1.1.1.1'] }));
    await Promise.all(Array.from({ length: 50 }, () => lookup.addresses('hooks.example.com')));
    expect(dns.questions()).toBe(2);
  });

  it.each([
    ['keeps an answer for its TTL', 60_000, 2],
    ['keeps no answer for longer than its own limit, whatever its TTL', 1, 4],
  ])('%s', async (_what, maxCacheMs, questions) => {
    const { lookup, dns } = await lookupIn(() => ({ addresses: ['1.1.1.1'], ttlSeconds: 86_400 }), { maxCacheMs });
    await lookup.addresses('hooks.example.com');
    await sleep(10);
    await lookup.addresses('hooks.example.com');
    expect(dns.questions()).toBe(questions);
  });

  it('forgets names beyond its bound (B11)', async () => {
    const { lookup, dns } = await lookupIn(() => ({ addresses: ['1.1.1.1'], ttlSeconds: 60 }), { maxCacheSize: 2 });
    for (const name of ['a.example.com', 'b.example.com', 'c.example.com']) await lookup.addresses(name);
    await lookup.addresses('a.example.com');
    expect(dns.questions()).toBe(8);
  });
});
