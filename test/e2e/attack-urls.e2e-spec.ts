import { HostLookup } from '#delivery';
import { findFreePort } from '#embedded';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attackUrls, ownHost, type UrlVerdict } from '../../libs/delivery/test/attack-urls.js';
import { startDnsServer, type DnsServer } from '../../libs/delivery/test/dns-server.js';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';

interface Endpoint extends Problem {
  readonly id: string;
  readonly url: string;
  readonly warnings: readonly object[];
}

/** Where names lead in these tests; every other name is unknown. */
const names: Readonly<Record<string, string>> = {
  'inside.example.com': '10.0.0.5',
  'hairpin.example.com': '198.41.0.4',
  '127.0.0.1.nip.io': '127.0.0.1',
  '169-254-169-254.sslip.io': '169.254.169.254',
};

describe('registering an endpoint', () => {
  let api: TestApi;
  let app: ApplicationCalls;
  let dns: DnsServer;
  let held: Endpoint;

  beforeAll(async () => {
    dns = await startDnsServer((name, type) => {
      const address = names[name];
      return address === undefined || type === 'AAAA' ? { code: 3 } : { addresses: [address] };
    });
    api = await startTestApi(
      {
        egress: {
          allow: [],
          allowHttp: true,
          ownHosts: [{ host: ownHost }, { host: '198.41.0.4' }],
          openedForLocalUse: false,
        },
      },
      { hostLookup: new HostLookup({ servers: [dns.server] }) },
    );
    app = await makeApplication(api, 'acme');
    held = (await register('https://93.184.216.34/held')).body;
  });

  afterAll(async () => {
    await api.close();
    await dns.close();
  });

  const register = (url: string) =>
    api.call<Endpoint>('POST', `${app.base}/endpoints`, { url, subscriptions: [{ eventType: '*' }] });
  const change = (url: string) => api.call<Endpoint>('PATCH', `${app.base}/endpoints/${held.id}`, { url });
  const storedUrls = async () =>
    (await api.clone.query<{ url: string }>('select url from postrider.endpoint order by id')).map(({ url }) => url);

  const codes = { refused: 'destination_not_allowed', malformed: 'validation_failed' } as const;
  const isRefusal = (verdict: UrlVerdict) => typeof verdict === 'string';

  it.each(attackUrls.filter(([, , verdict]) => isRefusal(verdict)))('%s %s is %s', async (_row, url, verdict) => {
    const before = await storedUrls();
    const code = codes[verdict as keyof typeof codes];
    for (const answer of [await register(url), await change(url)]) {
      expect(answer).toMatchObject({ status: 422, body: { code, errors: [{ pointer: '/url' }] } });
    }
    expect(await storedUrls()).toEqual(before);
  });

  it.each(attackUrls.filter(([, , verdict]) => !isRefusal(verdict)))('%s %s is taken as %j', async (_row, url, as) => {
    const { status, body } = await register(url);
    expect([status, body.url]).toEqual([201, (as as { href: string }).href]);
    expect(await storedUrls()).toContain(body.url);
  });

  it.each([
    ['A38', 'http://127.0.0.1.nip.io/'],
    ['A38', 'http://169-254-169-254.sslip.io/'],
    ['B1', 'https://inside.example.com/'],
    ['B12', 'https://hairpin.example.com/'],
  ])('%s %s is refused for where its name leads', async (_row, url) => {
    const before = await storedUrls();
    expect(await register(url)).toMatchObject({ status: 422, body: { code: 'destination_not_allowed' } });
    expect(await storedUrls()).toEqual(before);
  });

  it('A54 is done with a token in the URL, warns of it, and keeps it out of the audit log', async () => {
    const url = 'https://93.184.216.34/hook?token=CANARY1&page=2&api_key=CANARY2';
    const warning = (name: string) => ({
      code: 'url_holds_credential',
      pointer: '/url',
      detail: expect.stringContaining(`The value of "${name}" in the query looks like a credential`),
    });
    const warnings = [warning('token'), warning('api_key')];
    const made = await register(url);
    expect([made.status, made.body.url, made.body.warnings]).toEqual([201, url, warnings]);
    const changed = await change(url);
    expect([changed.status, changed.body.warnings]).toEqual([200, warnings]);
    const renamed = await api.call<Endpoint>('PATCH', `${app.base}/endpoints/${held.id}`, { name: 'Renamed' });
    expect([renamed.status, renamed.body.warnings]).toEqual([200, []]);
    await change('https://93.184.216.34/held');
    const audited = await api.clone.query<{ row: string }>('select e::text as row from postrider.audit_entry e');
    expect(audited.filter(({ row }) => row.includes('93.184.216.34/hook?token=…&page=…&api_key=…'))).not.toEqual([]);
    expect(audited.filter(({ row }) => row.includes('CANARY'))).toEqual([]);
  });

  it('B8 a name that is not in DNS yet is taken', async () => {
    expect((await register('https://soon.example.com/')).status).toBe(201);
  });
});

describe('registering an endpoint where the API itself listens (A52)', () => {
  it.each(['127.0.0.1', 'localhost', '127.1', '[::ffff:127.0.0.1]'])('is refused as %s', async (host) => {
    const port = await findFreePort();
    const api = await startTestApi({ http: { host: '127.0.0.1', port } });
    try {
      const { base } = await makeApplication(api, 'acme');
      const fields = { url: `http://${host}:${port}/v1/applications`, subscriptions: [{ eventType: '*' }] };
      const answer = await api.call<Problem>('POST', `${base}/endpoints`, fields);
      expect([answer.status, answer.body.code]).toEqual([422, 'destination_not_allowed']);
    } finally {
      await api.close();
    }
  });
});
