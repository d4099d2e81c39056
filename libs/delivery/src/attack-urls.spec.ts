import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attackUrls, ownHost } from '../test/attack-urls.js';
import { startDnsServer, type DnsServer } from '../test/dns-server.js';
import { HostLookup } from './egress/host-lookup.js';
import { egressRules } from './egress/rules.js';
import { AttemptSender } from './send-attempt.js';

/** A URL may have reached the database by another way than registration, or under other rules: it is judged again. */
describe('an attempt to', () => {
  let dns: DnsServer;
  let sender: AttemptSender;

  beforeAll(async () => {
    dns = await startDnsServer((name) => ({ addresses: /^(127.0.0.1|169-254)/.test(name) ? ['127.0.0.1'] : [] }));
    sender = new AttemptSender({
      rules: egressRules({ allow: [], allowHttp: true, ownHosts: [{ host: ownHost }] }),
      lookup: new HostLookup({ servers: [dns.server] }),
    });
  });

  afterAll(async () => {
    await sender.close();
    await dns.close();
  });

  const attempt = async (url: string) => (await sender.send({ url, headers: [], body: '{}', timeoutMs: 2000 })).fault;

  it.each(attackUrls.filter(([, , verdict]) => typeof verdict === 'string'))(
    '%s %s opens no connection',
    async (_row, url) => {
      const questions = dns.questions();
      expect(await attempt(url)).toMatchObject({ kind: 'blocked', requestSent: false });
      expect([sender.openConnections, dns.questions()]).toEqual([0, questions]);
    },
  );

  it.each([
    ['A38', 'http://127.0.0.1.nip.io/'],
    ['A38', 'http://169-254-169-254.sslip.io/'],
  ])('%s %s opens none either, once DNS has said where it leads', async (_row, url) => {
    expect(await attempt(url)).toMatchObject({ phase: 'dns', kind: 'blocked', code: 'address_not_allowed' });
    expect(sender.openConnections).toBe(0);
  });
});
