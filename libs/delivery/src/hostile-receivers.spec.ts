import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endsWithin } from '../test/ends-within.js';
import { answering, drip, flood, startRawReceiver } from '../test/raw-receiver.js';
import type { RawBehaviour, RawReceiver } from '../test/raw-receiver.js';
import { egressRules } from './egress/rules.js';
import type { Exchange } from './exchange.js';
import { AttemptSender } from './send-attempt.js';

const rules = egressRules({ allow: ['127.0.0.0/8'], allowHttp: true });
const keptBytes = 64 * 1024;
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** What receivers do that mean harm, or whose HTTP is broken. */
describe('hostile receivers', () => {
  let sender: AttemptSender;
  const receivers: RawReceiver[] = [];

  beforeEach(() => {
    sender = new AttemptSender({ rules });
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
  const send = (url: string, timeoutMs = 5000): Promise<Exchange> =>
    sender.send({ url, headers: [], body: 'hello!', timeoutMs });
  const sendTo = async (behave: RawBehaviour, timeoutMs?: number): Promise<Exchange> =>
    send((await receiver(behave)).url, timeoutMs);
  const answer = (text: string | Buffer): Promise<Exchange> => sendTo(answering(() => text));
  const answerAndClose = (text: string): Promise<Exchange> =>
    sendTo((socket) => {
      socket.once('data', () => socket.end(text));
    });

  describe('at the deadline', () => {
    /** Enough for a slow machine to connect, send and read a first byte. */
    const timeoutMs = 1_500;

    async function timed(behave: RawBehaviour): Promise<Exchange> {
      const sent = sendTo(behave, timeoutMs);
      expect(await endsWithin(timeoutMs * 1.5, () => sent)).toBe(true);
      const exchange = await sent;
      expect(sender.openConnections).toBe(0);
      return exchange;
    }

    it('C5 ends an attempt that is accepted and never answered', async () => {
      expect((await timed(() => undefined)).fault).toMatchObject({
        phase: 'headers',
        kind: 'timed_out',
        requestSent: true,
      });
    });

    it('C7 ends headers that come line by line for ever', async () => {
      const { fault, timings } = await timed((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        drip(socket, 'X-A: b\r\n', 20);
      });
      expect(fault).toMatchObject({ phase: 'headers', kind: 'timed_out' });
      expect(timings.firstByteMs).toBeLessThan(timeoutMs);
    });

    it('C8 ends a body that comes byte by byte, and keeps status and bytes', async () => {
      const { response, fault } = await timed((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n');
        drip(socket, 'x', 20);
      });
      expect(fault).toMatchObject({ phase: 'body', kind: 'timed_out', requestSent: true });
      expect(response).toMatchObject({ status: 200, truncated: true });
      expect(response?.body.toString()).toMatch(/^x+$/);
    });

    it('ends a chunk size that never ends', async () => {
      const { response, fault } = await timed((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;');
        drip(socket, 'x', 20);
      });
      expect([response?.status, fault?.phase]).toEqual([200, 'body']);
    });
  });

  describe('that send too much', () => {
    it.each([
      ['without a length (C10)', 'HTTP/1.1 200 OK\r\n\r\n'],
      ['with a length of 10 GB (C11)', 'HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n'],
    ])('are cut off in a body %s', async (_, head) => {
      const { response, fault } = await sendTo((socket) => {
        socket.write(head);
        flood(socket, Buffer.alloc(256 * 1024, 'x'));
      });
      expect(fault).toBeUndefined();
      expect(response).toMatchObject({ status: 200, truncated: true });
      expect(response?.body).toHaveLength(keptBytes);
      expect(sender.openConnections).toBe(0);
    });

    it('are not cut off by a body of exactly what is kept', async () => {
      const { response } = await answer(
        `HTTP/1.1 200 OK\r\nContent-Length: ${keptBytes}\r\n\r\n${'x'.repeat(keptBytes)}`,
      );
      expect(response).toMatchObject({ truncated: false });
      expect(response?.body).toHaveLength(keptBytes);
      expect(sender.openConnections).toBe(1);
    });

    it('C15 are cut off in headers beyond 16 KiB', async () => {
      const line = `X-A: ${'a'.repeat(1000)}\r\n`;
      expect((await answer(`HTTP/1.1 200 OK\r\n${line.repeat(20)}\r\n`)).fault).toMatchObject({
        phase: 'headers',
        kind: 'too_large',
        requestSent: true,
      });
    });

    it.each([
      ['bytes', (count: number) => `X: ${'a'.repeat(16 * 1024 - 43 + count)}\r\n`],
      ['lines', (count: number) => 'X: a\r\n'.repeat(127 + count)],
    ])('C15 may have as many %s of head as are allowed, and not one more', async (_, headers) => {
      const head = (count: number): string => `HTTP/1.1 200 OK\r\n${headers(count)}Content-Length: 0\r\n\r\n`;
      expect((await answer(head(0))).response?.status).toBe(200);
      expect((await answer(head(1))).fault).toMatchObject({ kind: 'too_large', code: 'head_too_large' });
    });

    it('are cut off in endless reason phrases', async () => {
      const { fault } = await sendTo((socket) => {
        socket.write('HTTP/1.1 200 ');
        flood(socket, Buffer.alloc(64 * 1024, 'x'));
      });
      expect(fault).toMatchObject({ phase: 'headers', kind: 'too_large', code: 'head_too_large' });
    });

    it.each([
      ['many lines', 'HTTP/1.1 200 OK\r\n', 'a:\r\n', 'too_large'],
      ['many hints', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'malformed_response'],
    ])('are cut off in heads of %s', async (_, head, line, kind) => {
      const { fault } = await sendTo((socket) => {
        socket.write(head + line.repeat(4000));
      });
      expect(fault).toMatchObject({ phase: 'headers', kind });
    });

    it('may send a body of many lines with its head', async () => {
      const body = 'x\n'.repeat(4000);
      const { response } = await answer(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      expect(response).toMatchObject({ truncated: false });
      expect(response?.body.toString()).toBe(body);
    });

    it('may send a body in small chunks', async () => {
      const chunks = 'a\r\n0123456789\r\n'.repeat(300);
      const { response } = await answer(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
      expect(response).toMatchObject({ truncated: false, body: Buffer.from('0123456789'.repeat(300)) });
      expect(sender.openConnections).toBe(1);
    });

    it.each([
      ['chunk extensions', `5;${'x'.repeat(20_000)}`],
      ['chunks of one byte', '1\r\nx\r\n'.repeat(10_000)],
      ['trailers', `0\r\n${'a:\r\n'.repeat(4000)}`],
    ])('are cut off in framing made of %s, and the status counts', async (_, framing) => {
      const exchange = await sendTo((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${framing}`);
      });
      expect(exchange).toMatchObject({ response: { status: 200, truncated: true } });
      expect(exchange.fault).toBeUndefined();
      expect(sender.openConnections).toBe(0);
    });

    it('may give hints before the answer, but not for ever', async () => {
      const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
      expect((await answer(hint.repeat(4) + ok)).response?.status).toBe(200);
      expect((await answer(hint.repeat(5) + ok)).fault).toMatchObject({ code: 'too_many_informational' });
      expect(
        await sendTo((socket) => {
          flood(socket, Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'.repeat(1000)));
        }),
      ).toMatchObject({ fault: { kind: 'malformed_response' } });
    });

    it('may tell the sender to continue, which nobody asked them to', async () => {
      const unasked = 'HTTP/1.1 100 Continue\r\n\r\n';
      expect((await answer(unasked + ok)).response).toMatchObject({ status: 200, body: Buffer.from('ok') });
      expect((await answer(unasked.repeat(5) + ok)).fault).toMatchObject({ code: 'too_many_informational' });
    });

    it('C12 C14 get nowhere with compressed bombs, which stay compressed', async () => {
      const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024));
      const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, br\r\nContent-Length: ${bomb.length}\r\n\r\n`;
      const { response } = await answer(Buffer.concat([Buffer.from(head), bomb]));
      expect(response?.body.equals(bomb.subarray(0, keptBytes))).toBe(true);
    });
  });

  describe('that break the protocol', () => {
    it.each([
      ['text without a status line, as HTTP/0.9 is (C17)', 'hello there\r\n\r\n'],
      ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
      ['a TLS alert', '\u0015\u0003\u0001\u0000\u0002\u0002\u0028'],
      ['HTTP/2 settings', '\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000'],
      ['a version that is none', 'HTTP/9.9 200 OK\r\n\r\n'],
      ['a negative length (C17)', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
      ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok'],
      [
        'both kinds of framing (C18)',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      ],
      ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
      ['a folded header', 'HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\r\n'],
      ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n'],
    ])('are told from others by %s', async (_, text) => {
      const { response, fault } = await answerAndClose(text);
      expect(fault).toMatchObject({ phase: 'headers', kind: 'malformed_response', requestSent: true });
      expect(response).toBeUndefined();
    });

    it('C18 are told from others by a chunk size that is none, whatever their status', async () => {
      const { fault } = await answer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n');
      expect(fault).toMatchObject({ phase: 'body', kind: 'malformed_response' });
    });

    it.each([
      ['less than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok', 'ok'],
      ['no last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', 'ok'],
    ])('have their status counted when the body has %s', async (_, text, body) => {
      const { response, fault } = await answerAndClose(text);
      expect(response).toMatchObject({ status: 200, truncated: true, body: Buffer.from(body) });
      expect(fault).toMatchObject({ phase: 'body', kind: 'connection_reset' });
    });

    it.each([
      ['200 without a reason (C17)', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', 200],
      ['a body until the end of the connection', 'HTTP/1.0 200 OK\r\n\r\nok', 200],
      ['204 with a body (C24)', 'HTTP/1.1 204 No Content\r\n\r\nsurprise', 204],
      ['205 (C24)', 'HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n', 205],
      ['206 (C24)', 'HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n', 206],
      ['299 (C24)', 'HTTP/1.1 299 Fine\r\nContent-Length: 0\r\n\r\n', 299],
      ['a redirect inside', 'HTTP/1.1 307 X\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n', 307],
      ['a call for credentials', 'HTTP/1.1 401 X\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n', 401],
    ])('are taken at their word with %s', async (_, text, status) => {
      expect(await answerAndClose(text)).toMatchObject({ response: { status, truncated: false } });
    });
  });

  describe('that close the connection', () => {
    it('C19 without a byte leave it open whether they processed the request', async () => {
      for (const close of ['end', 'resetAndDestroy'] as const) {
        const { fault } = await sendTo((socket) => {
          socket.once('data', () => socket[close]());
        });
        expect(fault).toMatchObject({ phase: 'headers', kind: 'connection_reset', requestSent: true });
      }
    });

    it('in the middle of the headers are no success', async () => {
      const { response, fault } = await answerAndClose('HTTP/1.1 200 OK\r\nContent-');
      expect(response).toBeUndefined();
      expect(fault?.kind).toBe('connection_reset');
    });

    it('C22 after an early answer have answered once', async () => {
      const server = await receiver((socket) => {
        socket.end(ok);
      });
      expect((await send(server.url)).response?.status).toBe(200);
      expect(server.connections()).toBe(1);
    });
  });

  describe('that answer more than was asked', () => {
    it('get no second answer in for the next request', async () => {
      const forged = 'HTTP/1.1 500 Forged\r\nContent-Length: 0\r\n\r\n';
      const server = await receiver((socket, connection) => {
        answering(() => (connection === 1 ? ok + forged : ok))(socket, connection);
      });
      expect((await send(server.url)).response?.status).toBe(200);
      expect(await send(server.url)).toMatchObject({ response: { status: 200 } });
      expect(server.connections()).toBe(2);
    });

    it('get none in while the connection is idle, either', async () => {
      let idle: (() => void) | undefined;
      const server = await receiver((socket, connection) => {
        if (connection === 1) idle = () => socket.write('HTTP/1.1 500 Forged\r\nContent-Length: 0\r\n\r\n');
        answering(() => ok)(socket, connection);
      });
      await send(server.url);
      idle?.();
      while (sender.openConnections > 0) await setImmediate();
      expect((await send(server.url)).response?.status).toBe(200);
      expect(server.connections()).toBe(2);
    });
  });

  it('take no memory, a thousand at once', async () => {
    const wide = new AttemptSender({ rules, maxPerOrigin: 1000 });
    const { url } = await receiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
      socket.write(Buffer.alloc(1024, 'x'));
    });
    const before = process.memoryUsage().rss;
    const exchanges = await Promise.all(
      // Long enough for a busy machine to open a thousand connections and read as many heads.
      Array.from({ length: 1000 }, () => wide.send({ url, headers: [], body: 'hello!', timeoutMs: 8000 })),
    );
    const grownMb = (process.memoryUsage().rss - before) / 1024 / 1024;
    expect(exchanges.every(({ response, fault }) => response?.status === 200 && fault?.kind === 'timed_out')).toBe(
      true,
    );
    expect(grownMb).toBeLessThan(200);
    expect(wide.openConnections).toBe(0);
    await wide.close();
  }, 30_000);
});
