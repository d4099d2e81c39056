import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answering, startRawReceiver, type RawBehaviour, type RawReceiver } from '../test/raw-receiver.js';
import { classify } from './classify.js';
import { egressRules } from './egress/rules.js';
import type { Exchange } from './exchange.js';
import { AttemptSender } from './send-attempt.js';

const rules = egressRules({ allow: ['127.0.0.0/8'], allowHttp: true });
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const empty = 'Content-Length: 0\r\n\r\n';

describe('a receiver', () => {
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
  const verdictOf = (exchange: Exchange) => classify(exchange, { statuses: '2xx' });

  it.each([
    ['C1', '302 Found', 'Location: http://inside/'],
    ['C1', '301 Moved Permanently', 'Location: http://169.254.169.254/'],
    ['C2', '307 Temporary Redirect', 'Location: http://inside/'],
    ['C2', '308 Permanent Redirect', 'Location: http://inside/'],
    ['C3', '303 See Other', 'Location: http://inside/'],
    ['C3', '302 Found', 'Location: file:///etc/passwd'],
    ['C3', '302 Found', 'Location: /hook'],
  ])('%s is not followed with %s and %s', async (_row, status, header) => {
    const inside = await receiver(answering(() => ok));
    const location = header.replace('http://inside/', inside.url);
    const server = await receiver(answering(() => `HTTP/1.1 ${status}\r\n${location}\r\n${empty}`));
    const exchange = await send(server.url);
    expect(verdictOf(exchange)).toMatchObject({ class: 'redirected' });
    expect([server.connections(), inside.connections(), sender.openConnections]).toEqual([1, 0, 1]);
  });

  it('C3 is not followed with a Refresh header', async () => {
    const inside = await receiver(answering(() => ok));
    const server = await receiver(answering(() => `HTTP/1.1 200 OK\r\nRefresh: 0; url=${inside.url}\r\n${empty}`));
    expect(verdictOf(await send(server.url))).toMatchObject({ class: 'delivered' });
    expect(inside.connections()).toBe(0);
  });

  it('C4 that swallows connections is given up at the deadline', async () => {
    const blackHole = await startBlackHole();
    try {
      const { fault } = await send(`http://127.0.0.1:${blackHole.port}/`, 300);
      expect(fault).toMatchObject({ phase: 'connect', kind: 'timed_out', requestSent: false });
      expect(sender.openConnections).toBe(0);
    } finally {
      await blackHole.close();
    }
  });

  it('C17 that answers with status 999 has not answered', async () => {
    const { url } = await receiver(answering(() => `HTTP/1.1 999 Who knows\r\n${empty}`));
    expect(verdictOf(await send(url))).toMatchObject({ class: 'malformed_response', status: 999 });
  });

  it('C17 that answers with status 099 has not answered, and it is not the sender who failed', async () => {
    const { url } = await receiver(answering(() => `HTTP/1.1 099 Early\r\n${empty}`));
    expect(verdictOf(await send(url)).class).toBe('malformed_response');
  });

  it('C23 that answers after the deadline is not believed, now or for the next request', async () => {
    let late: (() => void) | undefined;
    const server = await receiver((socket, connection) => {
      if (connection === 1) late = () => socket.write('HTTP/1.1 500 Late\r\nContent-Length: 0\r\n\r\n');
      else answering(() => ok)(socket, connection);
    });
    const first = await send(server.url, 150);
    late?.();
    expect(first).toMatchObject({ fault: { kind: 'timed_out', phase: 'headers', requestSent: true } });
    expect(verdictOf(first).diagnosis).toContain('it may have been processed');
    expect(await send(server.url)).toMatchObject({ response: { status: 200 }, reusedConnection: false });
  });

  it('C26 that answers 200 with an error in its body has accepted', async () => {
    const body = '{"error":"no"}';
    const { url } = await receiver(
      answering(
        () => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    const exchange = await send(url);
    expect([verdictOf(exchange), exchange.response?.body.toString()]).toEqual([
      { class: 'delivered', status: 200, diagnosis: '200 OK' },
      body,
    ]);
  });

  it.each([
    ['401 Unauthorized', 'WWW-Authenticate: Negotiate'],
    ['401 Unauthorized', 'WWW-Authenticate: NTLM'],
    ['401 Unauthorized', 'WWW-Authenticate: Basic realm="x"'],
    ['407 Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="x"'],
  ])('C27 that asks for credentials with %s and %s gets none', async (status, challenge) => {
    let seen = '';
    const { url } = await receiver((socket, connection) => {
      socket.on('data', (chunk) => (seen += chunk.toString('latin1')));
      answering(() => `HTTP/1.1 ${status}\r\n${challenge}\r\n${empty}`)(socket, connection);
    });
    expect(verdictOf(await send(url))).toMatchObject({ class: 'refused' });
    expect(verdictOf(await send(url))).toMatchObject({ class: 'refused' });
    expect([seen.match(/POST/g)?.length, /authorization/i.test(seen)]).toEqual([2, false]);
  });

  it('C35 that sets cookies does not get them back', async () => {
    let seen = '';
    const { url } = await receiver((socket, connection) => {
      socket.on('data', (chunk) => (seen += chunk.toString('latin1')));
      answering(() => `HTTP/1.1 200 OK\r\nSet-Cookie: session=1; Path=/\r\n${empty}`)(socket, connection);
    });
    await send(url);
    expect(await send(url)).toMatchObject({ reusedConnection: true });
    expect([seen.match(/POST/g)?.length, /cookie/i.test(seen)]).toEqual([2, false]);
  });
});

interface BlackHole {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A port that takes no connection any more: its process is frozen and its queue is full, so SYNs are dropped. */
async function startBlackHole(): Promise<BlackHole> {
  const program = `
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      process.stdout.write(String(server.address().port));
    });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  let full = false;
  while (!full) {
    const filler = connect(Number(port), '127.0.0.1');
    fillers.push(filler);
    full = await Promise.race([
      once(filler, 'connect').then(() => false),
      new Promise<boolean>((resolve) => setTimeout(resolve, 1_500, true)),
    ]);
  }
  return {
    port: Number(port),
    close: async () => {
      for (const filler of fillers) filler.on('error', () => undefined).destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
