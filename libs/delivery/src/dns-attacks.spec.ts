import { afterEach, describe, expect, it } from '@jest/globals';
import { startDnsServer, type DnsServer, type DnsZone } from '../test/dns-server.js';
import { endsWithin } from '../test/ends-within.js';
import { answering, startRawReceiver, type RawReceiver } from '../test/raw-receiver.js';
import { HostLookup } from './egress/host-lookup.js';
import { resolveDestination } from './egress/resolve-destination.js';
import { egressRules } from './egress/rules.js';
import type { Exchange } from './exchange.js';
import { AttemptSender } from './send-attempt.js';

/** So long that no machine is too slow, and nothing that is asked once is asked again. */
const patientMs = 30_000;

/** The receiver of these tests is on this machine, so it is as far inside as can be. */
describe('a name whose DNS means harm', () => {
  const stop: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const end of stop.splice(0).reverse()) await end();
  });

  async function inside(): Promise<RawReceiver> {
    const receiver = await startRawReceiver(answering(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    stop.push(receiver.close);
    return receiver;
  }

  async function senderIn(
    zone: DnsZone,
    settings: Partial<Parameters<typeof egressRules>[0]> = {},
    lookupMs = patientMs,
  ) {
    const dns: DnsServer = await startDnsServer(zone);
    stop.push(dns.close);
    const rules = egressRules({ allow: [], allowHttp: true, ...settings });
    // What DNS says anew is asked anew.
    const lookup = new HostLookup({ servers: [dns.server], maxCacheMs: 0, timeoutMs: lookupMs });
    const sender = new AttemptSender({ rules, lookup });
    stop.push(() => sender.close());
    return {
      /** What registration asks. */
      judge: (hostname: string) => resolveDestination({ hostname, port: 443 }, rules, lookup),
      send: (host: string, port: string): Promise<Exchange> =>
        sender.send({ url: `http://${host}:${port}/hook`, headers: [], body: 'hello!', timeoutMs: patientMs }),
    };
  }
  const portOf = ({ url }: RawReceiver) => new URL(url).port;

  it('B2 turns inward after it was judged: nobody inside is connected to', async () => {
    let asked = 0;
    const receiver = await inside();
    const { send, judge } = await senderIn((_, type) => {
      if (type === 'A') asked += 1;
      return { addresses: type === 'AAAA' ? [] : [asked === 1 ? '192.0.78.9' : '127.0.0.1'] };
    });
    await expect(judge('hooks.example.com')).resolves.toEqual(['192.0.78.9']);
    const { fault } = await send('hooks.example.com', portOf(receiver));
    expect(fault).toMatchObject({ phase: 'dns', kind: 'blocked', code: 'address_not_allowed' });
    expect(receiver.connections()).toBe(0);
  });

  it.each<[string, DnsZone]>([
    ['B4 has a second address inside', (_, type) => ({ addresses: [type === 'AAAA' ? '::1' : '192.0.78.9'] })],
    ['B6 is an alias of an internal one', () => ({ cname: 'metadata.google.internal', addresses: ['127.0.0.1'] })],
  ])('%s: nobody inside is connected to', async (_row, zone) => {
    const receiver = await inside();
    const { send } = await senderIn(zone);
    const { fault } = await send('hooks.example.com', portOf(receiver));
    expect(fault).toMatchObject({ phase: 'dns', kind: 'blocked', code: 'address_not_allowed' });
    expect(receiver.connections()).toBe(0);
  });

  it('B2 is connected to by the number that was judged, however often DNS changes its mind', async () => {
    let questions = 0;
    const receiver = await inside();
    const { send } = await senderIn(
      (_, type) => {
        if (type === 'AAAA') return {};
        questions += 1;
        return { addresses: [questions === 1 ? '127.0.0.1' : '127.0.0.2'] };
      },
      { allow: ['127.0.0.0/8', '10.0.0.0/8'] },
    );
    const { remoteAddress, response } = await send('hooks.example.com', portOf(receiver));
    expect([remoteAddress, response?.status, questions]).toEqual(['127.0.0.1', 200, 1]);
  });

  it('B7 is an alias at the end of twenty, or of itself: judged by where it ends, in bounded time', async () => {
    const chain = Array.from({ length: 20 }, (_, at) => `alias-${at}.example.com`);
    const receiver = await inside();
    const { send } = await senderIn((name) =>
      name.startsWith('loop') ? { cname: name } : { cname: chain, addresses: ['127.0.0.1'] },
    );
    const judge = async () => {
      expect((await send('chain.example.com', portOf(receiver))).fault).toMatchObject({
        phase: 'dns',
        requestSent: false,
      });
      expect((await send('loop.example.com', portOf(receiver))).fault).toMatchObject({
        phase: 'dns',
        kind: 'dns_failed',
      });
    };
    expect(await endsWithin(patientMs / 6, judge)).toBe(true);
    expect(receiver.connections()).toBe(0);
  });

  it('B8 is not there, and is reached once it is', async () => {
    let known = false;
    const receiver = await inside();
    const { send } = await senderIn((_, type) => (known && type === 'A' ? { addresses: ['127.0.0.1'] } : { code: 3 }), {
      allow: ['127.0.0.0/8', '10.0.0.0/8'],
    });
    expect((await send('soon.example.com', portOf(receiver))).fault).toMatchObject({
      kind: 'dns_failed',
      code: 'ENOTFOUND',
    });
    known = true;
    expect((await send('soon.example.com', portOf(receiver))).response?.status).toBe(200);
  });

  it('B9 is not answered for, a hundred times: others are reached meanwhile', async () => {
    const receiver = await inside();
    const { send } = await senderIn(
      (name, type) => {
        if (name.startsWith('silent')) return undefined;
        return type === 'A' ? { addresses: ['127.0.0.1'] } : {};
      },
      { allow: ['127.0.0.0/8', '10.0.0.0/8'] },
      1_500,
    );
    const silent = Array.from({ length: 100 }, (_, at) => send(`silent-${at}.example.com`, portOf(receiver)));
    expect((await send('hooks.example.com', portOf(receiver))).response?.status).toBe(200);
    const faults = (await Promise.all(silent)).map(({ fault }) => fault?.code);
    expect(new Set(faults)).toEqual(new Set(['ETIMEOUT']));
  });

  it('B12 leads to this installation: it is not called, however the address is written', async () => {
    const { send } = await senderIn((_, type) => ({ addresses: [type === 'A' ? '198.41.0.4' : '::ffff:198.41.0.4'] }), {
      ownHosts: [{ host: '198.41.0.4' }],
    });
    expect((await send('hairpin.example.com', '443')).fault).toMatchObject({ phase: 'dns', kind: 'blocked' });
  });
});
