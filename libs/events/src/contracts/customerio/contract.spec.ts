import { describe, expect, it } from '@jest/globals';
import { customerio } from './contract.js';
import { wireNameOf } from './wire-name.js';

/** The names of Customer.io's documentation of 2020, which a relay's page repeats. */
const namesOf2020 = {
  customer: 'subscribed unsubscribed',
  email:
    'drafted attempted deferred sent delivered opened clicked converted unsubscribed bounced dropped spammed failed',
  push: 'drafted attempted sent opened clicked converted bounced dropped failed',
  sms: 'drafted attempted sent delivered clicked converted bounced failed',
  slack: 'drafted attempted sent clicked failed',
  webhook: 'drafted attempted sent clicked failed',
};

// The uuid whose ULID is the documented 01E4C4CT6YDC7Y5M7FE1GWWPQJ.
const uuid = '01711846-68de-6b0f-e2d0-ef7061ce5af2';
const event = {
  id: 'evt_01h455vb4pex5vsknk084sn02q',
  uuid,
  type: 'email_sent',
  payload: JSON.stringify(customerio.testEvent.payload),
  occurredAt: new Date('2021-02-11T17:04:49.999Z'),
};
const body = (type: string, payload: string, options: Record<string, unknown> = {}) =>
  customerio.body({ ...event, type, payload }, { options, values: {} });

describe('the customerio contract', () => {
  it('sends the documented sample, byte for byte', () => {
    expect(body(event.type, event.payload)).toBe(
      '{"event_id":"01E4C4CT6YDC7Y5M7FE1GWWPQJ","object_type":"email","metric":"sent","timestamp":1613063089,"data":{"action_id":42,"broadcast_id":9,"customer_id":"0200000001","delivery_id":"RPILAgUBcRhIBqSfeiIwdIYJKxTY","identifiers":{"id":"42","email":"test@example.com","cio_id":"d9c106000001"},"recipient":"test@example.com","subject":"hello"}}',
    );
  });

  it('sends the body of before 2020 when asked', () => {
    expect(body('email_delivered', '{"n":1.0}', { body: 'legacy' })).toBe(
      `{"event_type":"email_delivered","event_id":"6b0fe2d0ef7061ce5af2","timestamp":1613063089,"data":{"n":1.0}}`,
    );
  });

  it('keeps what a message said from endpoints that did not ask for it', () => {
    const payload = '{ "content":"secret", "n":9007199254740993, "headers":{"a":["b"]}, "r":1.0 }';
    expect(body('email_sent', payload)).toContain('"data":{"n":9007199254740993,"r":1.0}}');
    expect(body('email_sent', payload, { withContent: true })).toContain(`"data":${payload}}`);
    expect(body('customer_subscription_preferences_changed', payload)).toContain(`"data":${payload}}`);
  });

  it('copies the payload of a sent message without content byte for byte, whatever it is', () => {
    for (const payload of ['{ "n" : 1.0 }', '[1.0]', '"content"']) {
      expect(body('sms_sent', payload)).toContain(`"data":${payload}}`);
    }
  });

  it('repeats the object type when asked', () => {
    expect(body('customer_subscribed', '{}', { objectTypeType: true })).toContain(
      '"object_type":"customer","object_type_type":"customer","metric":"subscribed"',
    );
  });

  it('knows every documented name', () => {
    const names = customerio.eventTypes.map(({ name }) => name);
    const documented = Object.entries(namesOf2020).flatMap(([objectType, metrics]) =>
      metrics.split(' ').map((metric) => `${objectType}_${metric}`),
    );
    expect(documented).toHaveLength(42);
    expect(documented.filter((name) => !names.includes(name))).toEqual([]);
    expect(names).toHaveLength(73);
  });

  it('waits an hour after the failures that Customer.io lists, and for no other', () => {
    expect(customerio.retryPolicy).toMatchObject({
      maxAgeSeconds: 604_800,
      firstDelayFor: { seconds: 3600, statuses: [400, 401, 402, 403, 404, 405, 410, 429, 500, 502, 521] },
    });
    expect(customerio.ordering).toBe('fifo');
    expect(customerio.disableOnGone).toBe(false);
    expect(customerio.timeoutMs).toBe(4_000);
  });
});

describe('wireNameOf', () => {
  it.each([
    ['email_sent', 'email', 'sent'],
    ['in_app_opened', 'in_app', 'opened'],
    ['customer_unsubscribed', 'customer', 'unsubscribed'],
    ['customer_subscription_preferences_changed', 'customer', 'cio_subscription_preferences_changed'],
    ['push_drafted', 'push', 'drafted'],
    ['invoice_item_paid', 'invoice', 'item_paid'],
    ['invoice.paid', 'invoice', 'paid'],
    ['heartbeat', 'heartbeat', 'heartbeat'],
  ])('splits %s into %s and %s', (type, objectType, metric) => {
    expect(wireNameOf(type)).toEqual({ objectType, metric });
  });

  it('gives every documented type a known object and the rest of its name', () => {
    for (const { name, category } of customerio.eventTypes) {
      const { objectType, metric } = wireNameOf(name);
      expect(objectType).toBe(category);
      if (name !== 'customer_subscription_preferences_changed') expect(`${objectType}_${metric}`).toBe(name);
    }
  });
});
