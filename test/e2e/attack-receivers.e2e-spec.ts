import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createAuthority } from '../../libs/delivery/test/certificates.js';
import {
  makeCustomer,
  type Attempt,
  type CustomerApplication,
  type Delivery,
} from '../harness/customer-application.js';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type Answer, type Receiver } from '../harness/receiver.js';

/** What stands in the log of attempts, and what follows, when a receiver means harm. */
describe('a receiver, seen through the product,', () => {
  let platform: Platform;
  let receiver: Receiver;
  let customer: CustomerApplication;

  beforeAll(async () => {
    platform = await startPlatform('postgres');
  });

  afterAll(async () => {
    await platform.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    customer = await makeCustomer(platform, receiver.url);
  });

  afterEach(async () => {
    await receiver.close();
  });

  /** Emits an event to an endpoint, the receiver's unless told, and waits for the first attempt. */
  async function attempted(
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<{ attempt: Attempt; delivery: Delivery; endpoint: string }> {
    const { path: endpoint } = await customer.register({
      // What was made to happen is seen, and no retry of its own accord beside it.
      ...(fields['contract'] === undefined && { retryPolicy: { maxAttempts: 5, schedule: [3600], jitter: 0 } }),
      ...fields,
    });
    await customer.emit();
    return eventually(async () => {
      const [owed] = await customer.deliveries();
      const [attempt] = await customer.attempts(owed?.id ?? '');
      if (attempt === undefined) throw new Error('not attempted yet');
      const { body: delivery } = await platform.call<Delivery>('GET', `${customer.path}/deliveries/${owed?.id}`);
      return { attempt, delivery, endpoint };
    });
  }
  const answer = (status: number, headers: Record<string, string>, body: string | Buffer): Answer => {
    return (_request, response) => response.writeHead(status, headers).end(body);
  };

  it('C12 that answers with a bomb has its first 64 KiB kept, as compressed as they came', async () => {
    // 210 MiB in one stream of gzip, which may be of many members.
    const bomb = Buffer.concat(Array<Buffer>(210).fill(gzipSync(Buffer.alloc(1024 * 1024))));
    receiver.answerWith(answer(200, { 'content-encoding': 'gzip' }, bomb));
    const { attempt } = await attempted();
    expect([attempt.outcome, attempt.response?.encoding, attempt.response?.truncated]).toEqual([
      'delivered',
      'base64',
      true,
    ]);
    const kept = Buffer.from(attempt.response?.body ?? '', 'base64');
    expect(kept.equals(bomb.subarray(0, 64 * 1024))).toBe(true);
  });

  it('C25 that answers 200 with a page has accepted, and people are asked to look', async () => {
    receiver.answerWith(answer(200, { 'content-type': 'text/html' }, '<html><title>Are you human?</title></html>'));
    const { attempt } = await attempted();
    expect([attempt.outcome, attempt.diagnosis]).toEqual([
      'delivered',
      '200 OK with an HTML body: a CDN or login page?',
    ]);
  });

  it('C27 that asks for credentials has refused', async () => {
    receiver.answerWith(answer(407, { 'proxy-authenticate': 'Basic realm="x"' }, ''));
    const { attempt } = await attempted();
    expect([attempt.outcome, attempt.diagnosis]).toEqual([
      'refused',
      '407 Proxy Authentication Required: a proxy before the receiver asks for credentials; none are sent',
    ]);
    expect(receiver.requests.flatMap(({ headers }) => Object.keys(headers))).not.toContain('authorization');
  });

  it('C28 that is gone is disabled, its backlog is kept, and the operator is told', async () => {
    receiver.answerWith(410);
    const { endpoint } = await attempted();
    await eventually(async () => {
      const { body } = await platform.call('GET', endpoint);
      expect(body).toMatchObject({ state: 'disabled', stateReason: 'the receiver answered 410 Gone' });
    });
    await customer.emit();
    expect(await customer.states()).toEqual(['pending', 'pending']);
    await eventually(async () => {
      const told = `select from postrider.event where type = 'endpoint.disabled' and payload like '%410 Gone%'`;
      expect(await platform.clone.query(told)).toHaveLength(1);
    });
  });

  it('C31 that finds the payload too large ends the delivery: the same bytes are not sent again', async () => {
    receiver.answerWith(413);
    const { attempt, delivery } = await attempted({ retryPolicy: { maxAttempts: 5, schedule: [1], jitter: 0 } });
    expect([attempt.outcome, attempt.status, attempt.diagnosis]).toEqual([
      'refused',
      413,
      '413 Payload Too Large: the payload is larger than the receiver accepts; it is not sent again',
    ]);
    expect([delivery.state, delivery.nextAttemptAt]).toEqual(['failed', null]);
    expect(receiver.requests).toHaveLength(1);
    // Once the receiver takes more, it is sent by whoever saw to that.
    receiver.answerWith(200);
    await platform.call('POST', `${customer.path}/deliveries/${delivery.id}/redeliver`);
    await eventually(async () => {
      const { body } = await platform.call('GET', `${customer.path}/deliveries/${delivery.id}`);
      expect(body).toMatchObject({ state: 'delivered', attemptCount: 2 });
    });
  });

  it('C31 that finds the payload too large gets it again under a contract that promised so', async () => {
    receiver.answerWith(413);
    const { attempt, delivery } = await attempted({ contract: 'gridio' });
    expect(attempt.diagnosis).toBe('413 Payload Too Large: the payload is larger than the receiver accepts');
    expect([delivery.state, delivery.nextAttemptAt]).toEqual(['pending', expect.any(String)]);
  });

  it('C32 that is not who its certificate says has the certificate named', async () => {
    const { key, cert } = createAuthority('somebody');
    const server = createServer({ key, cert }, (_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { attempt } = await attempted({
        url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      });
      expect([attempt.outcome, attempt.status, attempt.diagnosis]).toEqual([
        'tls_failed',
        null,
        'the certificate is self-signed (CN=somebody)',
      ]);
    } finally {
      server.close();
    }
  });

  it('C35 that sets a cookie does not get it back', async () => {
    receiver.answerWith(answer(200, { 'set-cookie': 'session=1' }, ''));
    const { delivery } = await attempted();
    await platform.call('POST', `${customer.path}/deliveries/${delivery.id}/redeliver`);
    await eventually(() => {
      expect(receiver.requests).toHaveLength(2);
    });
    expect(receiver.requests[1]?.headers.cookie).toBeUndefined();
  });

  it.each([
    ['a script', Buffer.from('<script>alert(1)</script>'), 'text'],
    ['an escape of terminals', Buffer.from('\u001b[2J\u0000\u202eevil'), 'text'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]), 'base64'],
  ])(
    'C36 that answers with %s has it shown as data, and nothing of it in what people read',
    async (_name, body, as) => {
      receiver.answerWith(answer(500, { 'content-type': 'text/plain' }, body));
      const { attempt, delivery } = await attempted();
      expect(attempt.response?.encoding).toBe(as);
      expect(Buffer.from(attempt.response?.body ?? '', as === 'text' ? 'utf8' : 'base64').equals(body)).toBe(true);
      expect(attempt.diagnosis).toBe('500 Internal Server Error: the receiver failed while handling the request');
      const path = `${platform.url}${customer.path}/deliveries/${delivery.id}/attempts`;
      const raw = await fetch(path, { headers: { authorization: `Bearer ${platform.key}` } });
      expect(raw.headers.get('content-type')).toBe('application/json; charset=utf-8');
      // Escaped as JSON has it: a terminal that prints the answer stays as it is.
      expect(await raw.text()).not.toMatch(/\p{Cc}/u);
    },
  );

  it('C38 that repeats what it was sent, or knows, has none of it kept or shown', async () => {
    const [token, header] = ['CANARY-in-the-query', 'CANARY-in-a-header'];
    let secret = '';
    receiver.answerWith((request, response) => {
      const echo = JSON.stringify({ headers: request.headers, path: request.path, secret });
      response.writeHead(500, { 'x-echo': String(request.headers['webhook-signature']) }).end(echo);
    });
    const { endpoint, delivery } = await attempted({
      url: `${receiver.url}?token=${token}`,
      headers: { authorization: `Bearer ${header}`, 'x-team': 'payments' },
    });
    const { body: held } = await platform.call<{ data: { secret: string }[] }>('GET', `${endpoint}/secrets`);
    secret = held.data[0]?.secret ?? '';
    // The second attempt, as the test does, has the secret before its eyes.
    await platform.call('POST', `${customer.path}/deliveries/${delivery.id}/redeliver`);
    const tested = await platform.call<Attempt>('POST', `${endpoint}/test`, {});
    const attempts = await eventually(async () => {
      const made = await customer.attempts(delivery.id);
      expect(made).toHaveLength(2);
      return made;
    });

    const signatures = receiver.requests.map(({ headers }) => String(headers['webhook-signature']).slice('v1,'.length));
    expect(signatures).toHaveLength(3);
    for (const { response } of [...attempts, tested.body]) {
      const shown = JSON.stringify(response);
      for (const canary of [...signatures, token, header, secret, secret.slice('whsec_'.length)]) {
        expect(shown).not.toContain(canary);
      }
      expect(JSON.parse(response?.body ?? '')).toMatchObject({
        headers: { 'webhook-signature': 'v1,…=', authorization: 'Bearer …', 'x-team': 'payments' },
        path: '/hook?token=…',
      });
    }
    const stored = await platform.clone.query<{ answer: string }>(
      `select response_headers::text || encode(response_body, 'escape') as answer from postrider.attempt
       where response_headers::text like '%x-echo%'`,
    );
    expect(stored).toHaveLength(2);
    for (const { answer: text } of stored) for (const canary of signatures) expect(text).not.toContain(canary);
  });
});
