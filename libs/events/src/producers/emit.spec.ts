import { describe, expect, it } from '@jest/globals';
import { emit } from './emit.js';
import { producing } from './producer.js';

const answer = [{ id: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' }];

function pgTransaction() {
  const asked: unknown[][] = [];
  return {
    asked,
    query: (_text: string, values: unknown[]) => Promise.resolve({ rows: (asked.push(values), answer) }),
  };
}

const eventType = {
  name: 'order.paid',
  category: 'order',
  description: 'An order was paid.',
  schema: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } },
  sample: { amount: 1 },
} as const;

describe('emit', () => {
  it('passes the event to the function in the order of its arguments', async () => {
    const tx = pgTransaction();
    const occurredAt = new Date('2026-02-06T12:34:56.789Z');
    const event = {
      type: 'order.paid',
      payload: { amount: 1, note: undefined },
      id: 'o1',
      occurredAt,
      orderingKey: 'k',
    };
    expect(await emit(tx, 'acme', event)).toBe(answer[0]?.id);
    await emit(tx, 'acme', { type: 'order.paid', payload: null });
    expect(tx.asked).toEqual([
      ['acme', 'order.paid', '{"amount":1}', 'o1', '2026-02-06T12:34:56.789Z', 'k'],
      ['acme', 'order.paid', 'null', null, null, null],
    ]);
  });

  it('speaks to Prisma in its own way', async () => {
    const asked: unknown[][] = [];
    const tx = {
      $queryRawUnsafe: (_text: string, ...values: unknown[]) => Promise.resolve((asked.push(values), answer)),
    };
    expect(await emit(tx, 'acme', { type: 'order.paid', payload: {} })).toBe(answer[0]?.id);
    expect(asked).toEqual([['acme', 'order.paid', '{}', null, null, null]]);
  });

  it.each([undefined, Symbol('s'), () => 1])('refuses a payload without JSON (%#)', async (payload) => {
    await expect(emit(pgTransaction(), 'acme', { type: 'order.paid', payload })).rejects.toThrow(TypeError);
  });
});

describe('a method of a producer', () => {
  it('asks the given check first, and emits nothing when it throws', async () => {
    const tx = pgTransaction();
    const seen: unknown[] = [];
    const paid = producing(eventType);
    await paid(tx, 'acme', { amount: 1 }, { validate: (payload, type) => seen.push(payload.amount, type.name) });
    const validate = () => {
      throw new RangeError('too much');
    };
    await expect(paid(tx, 'acme', { amount: 2 }, { id: 'o2', validate })).rejects.toThrow(RangeError);
    expect(seen).toEqual([1, 'order.paid']);
    expect(tx.asked).toEqual([['acme', 'order.paid', '{"amount":1}', null, null, null]]);
  });
});
