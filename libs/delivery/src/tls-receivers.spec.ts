import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { createServer } from 'node:tls';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createAuthority } from '../test/certificates.js';
import type { Issuer } from '../test/certificates.js';
import { startDnsServer } from '../test/dns-server.js';
import type { DnsServer } from '../test/dns-server.js';
import { classify } from './classify.js';
import { HostLookup } from './egress/host-lookup.js';
import { egressRules } from './egress/rules.js';
import type { Exchange } from './exchange.js';
import { AttemptSender } from './send-attempt.js';

const name = 'hooks.example.com';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('receivers behind TLS', () => {
  let authority: Issuer;
  let dns: DnsServer;
  let sender: AttemptSender;
  const stop: (() => void)[] = [];

  beforeAll(async () => {
    authority = createAuthority('Test Authority');
    dns = await startDnsServer((_, type) => (type === 'A' ? { addresses: ['127.0.0.1'] } : {}));
    sender = new AttemptSender({
      // A private network is opened only so that any port may be used.
      rules: egressRules({ allow: ['127.0.0.0/8', '10.0.0.0/8'], allowHttp: false }),
      lookup: new HostLookup({ servers: [dns.server] }),
      extraAuthorities: [authority.cert],
    });
  });
  afterEach(() => {
    stop.splice(0).forEach((end) => {
      end();
    });
  });
  afterAll(async () => {
    await sender.close();
    await dns.close();
  });

  async function receiver(options: TlsOptions, seen: (socket: TLSSocket) => void = () => undefined): Promise<number> {
    const server = createServer(options, (socket) => {
      seen(socket);
      socket.on('error', () => socket.destroy());
      socket.on('data', () => socket.write(ok));
      stop.push(() => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stop.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }
  const send = (port: number, host = name, timeoutMs = 5000): Promise<Exchange> =>
    sender.send({ url: `https://${host}:${port}/hook`, headers: [], body: '{}', timeoutMs });

  it('are reached by name, with SNI and the time of the handshake, and HTTP/1.1 is all that is offered', async () => {
    let seen: TLSSocket | undefined;
    const port = await receiver({ ...authority.issue(name), ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
      seen = socket;
    });
    const exchange = await send(port);
    expect(exchange).toMatchObject({ response: { status: 200 }, timings: { tlsMs: expect.any(Number) } });
    expect(seen).toMatchObject({ servername: name, alpnProtocol: 'http/1.1' });
    expect(await send(port)).toMatchObject({ reusedConnection: true });
  });

  it('C33 may ask for a client certificate and get none', async () => {
    const port = await receiver({ ...authority.issue(name), requestCert: true, rejectUnauthorized: false });
    expect((await send(port)).response?.status).toBe(200);
  });

  it.each([
    [
      'expired (C32)',
      () => authority.issue(name, { days: -2 }),
      'CERT_HAS_EXPIRED',
      /^certificate expired on \d{4}-\d\d-\d\d \(CN=hooks\.example\.com\)$/,
    ],
    [
      'for another name (C32)',
      () => authority.issue('other.example.com'),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /^certificate is for another name \(DNS:other\.example\.com\)$/,
    ],
    [
      'self-signed (C32)',
      () => createAuthority(name),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /^the certificate is self-signed \(CN=/,
    ],
    [
      'without its intermediate (C32)',
      () => authority.issue('Intermediate', { authority: true }).issue(name),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      /^the certificate chain is incomplete: the receiver must send its intermediates/,
    ],
    [
      'signed with SHA-1 (C32)',
      // The server must be talked into it, too.
      () => ({ ...authority.issue(name, { digest: 'sha1' }), ciphers: 'DEFAULT@SECLEVEL=0' }),
      'UNSPECIFIED',
      /^certificate not accepted \(CA signature digest algorithm too weak\) \(CN=/,
    ],
  ])('are refused when their certificate is %s', async (_, pair, code, diagnosis) => {
    const exchange = await send(await receiver(pair()));
    expect(exchange.fault).toMatchObject({ phase: 'tls', kind: 'tls_failed', code, requestSent: false });
    expect(exchange.fault?.certificate?.validTo).toBeInstanceOf(Date);
    expect(classify(exchange, { statuses: '2xx' })).toEqual({
      class: 'tls_failed',
      diagnosis: expect.stringMatching(diagnosis),
    });
  });

  it('C32 are refused when they speak TLS 1.1 at most', async () => {
    const port = await receiver({
      ...authority.issue(name),
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    expect((await send(port)).fault).toMatchObject({ phase: 'tls', kind: 'tls_failed', requestSent: false });
  });

  it('C34 are refused when they insist on HTTP/2', async () => {
    const port = await receiver({ ...authority.issue(name), ALPNProtocols: ['h2'] });
    expect((await send(port)).fault).toMatchObject({ phase: 'tls', kind: 'tls_failed' });
  });

  it.each([
    ['answer plain HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', { kind: 'tls_failed' }],
    ['hang up', undefined, { kind: 'connection_reset', requestSent: false }],
  ])('are told from others when they %s', async (_, text, fault) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => (text === undefined ? socket.destroy() : socket.end(text)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stop.push(() => server.close());
    expect((await send((server.address() as AddressInfo).port)).fault).toMatchObject({ phase: 'tls', ...fault });
  });

  it('C6 cannot stall the handshake beyond the deadline', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      stop.push(() => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stop.push(() => server.close());
    expect((await send((server.address() as AddressInfo).port, name, 1_500)).fault).toMatchObject({
      phase: 'tls',
      kind: 'timed_out',
      requestSent: false,
    });
  });

  it('are not reached when DNS leads elsewhere, is silent, or knows no such name', async () => {
    const answers = {
      'inside.example.com': { addresses: ['192.168.0.1'] },
      'nowhere.example.com': { code: 3 },
      'silent.example.com': undefined,
    };
    const moody = await startDnsServer((host) => answers[host as keyof typeof answers]);
    const other = new AttemptSender({
      rules: egressRules({ allow: [], allowHttp: false }),
      lookup: new HostLookup({ servers: [moody.server], timeoutMs: 1_500 }),
    });
    const fault = async (host: string, timeoutMs: number): Promise<unknown> =>
      (await other.send({ url: `https://${host}/`, headers: [], body: '', timeoutMs })).fault;

    expect(await fault('inside.example.com', 30_000)).toMatchObject({ phase: 'dns', kind: 'blocked' });
    expect(await fault('nowhere.example.com', 30_000)).toMatchObject({
      phase: 'dns',
      kind: 'dns_failed',
      code: 'ENOTFOUND',
    });
    expect(await fault('silent.example.com', 30_000)).toMatchObject({
      phase: 'dns',
      kind: 'dns_failed',
      code: 'ETIMEOUT',
    });
    expect(await fault('silent.example.com', 50)).toMatchObject({
      phase: 'dns',
      kind: 'timed_out',
      requestSent: false,
    });
    await other.close();
    await moody.close();
  });
});
