import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answering, startRawReceiver } from '../test/raw-receiver.js';
import type { RawBehaviour, RawReceiver } from '../test/raw-receiver.js';
import { egressRules } from './egress/rules.js';
import type { Exchange, OutgoingRequest } from './exchange.js';
import { AttemptSender } from './send-attempt.js';

const rules = egressRules({ allow: ['127.0.0.0/8', '::1/128'], allowHttp: true });
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('AttemptSender', () => {
  let sender: AttemptSender;
  const receivers: RawReceiver[] = [];

  beforeEach(() => {
    sender = new AttemptSender({ rules, maxPerOrigin: 4 });
  });
  afterEach(async () => {
    await sender.close();
    await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
  });

  async function receiver(behave: RawBehaviour): Promise<RawReceiver> {
    const started = await startRawReceiver(behave);
    receivers.push(started);
    return started;
  }
  const send = (url: string, changes: Partial<OutgoingRequest> = {}): Promise<Exchange> =>
    sender.send({ url, headers: [['Content-Type', 'application/json']], body: 'hello!', timeoutMs: 5000, ...changes });

  it('sends headers and body as they are, and nothing but framing besides', async () => {
    let seen = '';
    const { url } = await receiver((socket) => {
      socket.on('data', (chunk) => {
        seen += chunk.toString('latin1');
        if (seen.endsWith('!')) socket.end(ok);
      });
    });
    const headers = [
      ['X-Grid-Signature', '{"v":"1","s":"a,b:c=="}'],
      ['x-lower', 'é'],
    ] as const;
    await send(`${url}?a=b`, { headers, body: Buffer.from('{"a":1}!') });
    expect(seen).toBe(
      [
        'POST /hook?a=b HTTP/1.1',
        `host: ${new URL(url).host}`,
        'connection: keep-alive',
        'X-Grid-Signature: {"v":"1","s":"a,b:c=="}',
        'x-lower: é',
        'content-length: 8',
        '',
        '{"a":1}!',
      ].join('\r\n'),
    );
  });

  it('tells everything about a response, its headers in order and case', async () => {
    const { url } = await receiver(
      answering(() => 'HTTP/1.1 201 Made\r\nX-B: 1\r\nset-cookie: a\r\nSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok'),
    );
    const exchange = await send(url);
    expect(exchange).toMatchObject({
      remoteAddress: '127.0.0.1',
      reusedConnection: false,
      retriedFreshSocket: false,
      response: {
        status: 201,
        headers: [
          ['X-B', '1'],
          ['set-cookie', 'a'],
          ['Set-Cookie', 'b'],
          ['Content-Length', '2'],
        ],
        body: Buffer.from('ok'),
        truncated: false,
      },
    });
    expect(exchange.fault).toBeUndefined();
    const { dnsMs, connectMs, firstByteMs, totalMs } = exchange.timings;
    expect([dnsMs, connectMs, firstByteMs]).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(totalMs).toBeGreaterThanOrEqual(Number(firstByteMs));
  });

  it('uses a connection again, the last one used first', async () => {
    const server = await receiver(answering(() => ok));
    await Promise.all([send(server.url), send(server.url)]);
    const again = [await send(server.url), await send(server.url)];
    expect(again.map(({ reusedConnection, timings }) => [reusedConnection, timings.connectMs])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
    expect(server.connections()).toBe(2);
  });

  it('C42 opens no more connections to an origin than allowed', async () => {
    const server = await receiver(answering(() => ok));
    const exchanges = await Promise.all(Array.from({ length: 20 }, () => send(server.url)));
    expect(server.connections()).toBe(4);
    expect(exchanges.filter(({ timings }) => timings.waitMs !== undefined)).toHaveLength(16);
  });

  it('C42 tells when the line for an origin is long, and when it no longer is', async () => {
    const narrow = new AttemptSender({ rules, maxPerOrigin: 1 });
    const { url } = await receiver(() => undefined);
    const begin = (): Promise<Exchange> => narrow.send({ url, headers: [], body: '!', timeoutMs: 300 });
    expect(narrow.isLineLong(url)).toBe(false);
    const inLine = Array.from({ length: 8 }, begin);
    expect(narrow.isLineLong(url)).toBe(false);
    inLine.push(begin());
    expect(narrow.isLineLong(url)).toBe(true);
    await Promise.all(inLine);
    expect(narrow.isLineLong(url)).toBe(false);
    await narrow.close();
  });

  it('serves those that wait for a connection in the order they came', async () => {
    const narrow = new AttemptSender({ rules, maxPerOrigin: 1 });
    const bodies: string[] = [];
    const { url } = await receiver((socket) => {
      socket.on('data', (chunk) => {
        bodies.push(chunk.toString('latin1').slice(-3, -1));
        socket.write(ok);
      });
    });
    const expected = Array.from({ length: 20 }, (_, index) => String(index + 10));
    await Promise.all(expected.map((n) => narrow.send({ url, headers: [], body: `${n}!`, timeoutMs: 5000 })));
    expect(bodies).toEqual(expected);
    await narrow.close();
  });

  it('gives up waiting for a connection at the deadline', async () => {
    const { url } = await receiver(() => undefined);
    const stuck = Array.from({ length: 4 }, () => send(url, { timeoutMs: 300 }));
    const { fault } = await send(url, { timeoutMs: 100 });
    expect(fault).toMatchObject({ phase: 'wait', kind: 'timed_out', requestSent: false });
    await Promise.all(stuck);
    expect(sender.openConnections).toBe(0);
  });

  it('hands the place of a failed connection to the next that waits', async () => {
    const server = await receiver((socket, connection) => {
      if (connection <= 4) socket.destroy();
      else answering(() => ok)(socket, connection);
    });
    const exchanges = await Promise.all(Array.from({ length: 6 }, () => send(server.url)));
    expect(exchanges.map(({ response }) => response?.status)).toEqual([...Array<undefined>(4), 200, 200]);
  });

  it('C20 tries once more on a new connection when a kept one died', async () => {
    const server = await receiver((socket, connection) => {
      answering((request) => {
        if (connection === 1 && request === 2) socket.resetAndDestroy();
        return ok;
      })(socket, connection);
    });
    await send(server.url);
    expect(await send(server.url)).toMatchObject({
      retriedFreshSocket: true,
      reusedConnection: false,
      response: { status: 200 },
    });
    expect(server.connections()).toBe(2);
  });

  it('does not try twice when the new connection dies as well, or when there was no kept one', async () => {
    const server = await receiver((socket, connection) => {
      answering((request) => {
        if (connection > 1 || request > 1) socket.resetAndDestroy();
        return ok;
      })(socket, connection);
    });
    await send(server.url);
    const died = { kind: 'connection_reset', phase: 'headers', requestSent: true };
    expect(await send(server.url)).toMatchObject({ retriedFreshSocket: true, fault: died });
    expect(await send(server.url)).toMatchObject({ retriedFreshSocket: false, fault: died });
    expect(server.connections()).toBe(3);
  });

  it('remembers that a request was sent when the new connection cannot be opened', async () => {
    const server = await receiver((socket, connection) => {
      answering((request) => {
        if (request === 2) void server.close().then(() => receivers.splice(receivers.indexOf(server), 1));
        return request === 2 ? '' : ok;
      })(socket, connection);
    });
    await send(server.url);
    expect((await send(server.url)).fault).toMatchObject({
      kind: 'connection_refused',
      phase: 'connect',
      requestSent: true,
    });
  });

  it('does not use a connection again that the receiver closes', async () => {
    const server = await receiver(
      answering(() => 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
    );
    await send(server.url);
    expect(await send(server.url)).toMatchObject({ reusedConnection: false, retriedFreshSocket: false });
    expect(server.connections()).toBe(2);
  });

  it('says that the request did not go when nobody listens', async () => {
    const server = await receiver(() => undefined);
    await server.close();
    receivers.length = 0;
    expect((await send(server.url)).fault).toMatchObject({
      phase: 'connect',
      kind: 'connection_refused',
      code: 'ECONNREFUSED',
      requestSent: false,
    });
  });

  it('tells a body that the receiver does not read from one that it does not answer', async () => {
    const { url } = await receiver((socket) => socket.pause());
    const { fault } = await send(url, { body: Buffer.alloc(32 * 1024 * 1024), timeoutMs: 1_500 });
    expect(fault).toMatchObject({ phase: 'request', kind: 'timed_out', requestSent: false });
  });

  it.each([
    ['http://10.0.0.1/', 'address_not_allowed'],
    ['http://user@127.0.0.1/', 'credentials_in_url'],
    ['not a url', 'url_malformed'],
  ])('refuses to call %s', async (url, code) => {
    expect((await send(url)).fault).toMatchObject({ kind: 'blocked', code, requestSent: false });
  });

  it('reports a header that cannot be sent and does not throw', async () => {
    const { url } = await receiver(answering(() => ok));
    expect((await send(url, { headers: [['X-A', 'a\r\nB: c']] })).fault).toMatchObject({
      kind: 'sender_failed',
      requestSent: false,
    });
    expect((await send(url)).response?.status).toBe(200);
  });

  it('keeps no more idle connections than allowed, and closes the one unused for longest', async () => {
    const small = new AttemptSender({ rules, maxIdle: 1 });
    const request = { headers: [], body: 'hello!', timeoutMs: 5000 };
    const [first, second] = [await receiver(answering(() => ok)), await receiver(answering(() => ok))];
    await small.send({ url: first.url, ...request });
    await small.send({ url: second.url, ...request });
    expect(small.openConnections).toBe(1);
    expect(await small.send({ url: second.url, ...request })).toMatchObject({ reusedConnection: true });
    expect(await small.send({ url: first.url, ...request })).toMatchObject({ reusedConnection: false });
    await small.close();
  });

  it('finishes what is under way before it is closed, and takes nothing after', async () => {
    let release: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => {
      void receiver((socket) => {
        socket.once('data', () => {
          release = () => socket.write(ok);
          resolve();
        });
      }).then(({ url }) => (pending = send(url)));
    });
    let pending: Promise<Exchange> | undefined;
    await arrived;
    const closed = sender.close();
    release?.();
    expect((await pending)?.response?.status).toBe(200);
    await closed;
    expect(sender.openConnections).toBe(0);
    await expect(send('http://127.0.0.1/')).rejects.toThrow('closed');
  });
});
