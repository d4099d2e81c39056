import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contracts } from './index.js';

const indent = fc.constantFrom(undefined, 1, '\t');
const payloads = fc
  .tuple(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()), indent)
  .map(([value, space]) => JSON.stringify(value, null, space));

const event = {
  id: 'evt_01h455vb4pex5vsknk084sn02q',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'customer.event.create',
  occurredAt: new Date('2026-02-06T12:34:56.789Z'),
};

describe.each(Object.values(contracts))('the body of $name', (contract) => {
  const body = (payload: string, type = event.type) =>
    contract.body({ ...event, type, payload }, { options: {}, values: { workspace_id: 'w', customer_id: 'c' } });

  it('holds any payload byte for byte and stays JSON', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const text = body(payload);
        expect(() => JSON.parse(text) as unknown).not.toThrow();
        expect(text === payload || text.endsWith(`:${payload}}`)).toBe(true);
      }),
    );
  });

  it('holds what no JavaScript number or string could', () => {
    const payload = String.raw`{"big":9007199254740993,"float":1.0,"huge":1e400,"lone":"\ud800","2":1,"1":2,"1":3}`;
    expect(body(payload)).toContain(payload);
  });

  it('is made for event types of the operator’s own, too', () => {
    for (const type of ['invoice.paid', 'heartbeat', 'constructor', 'email_sent']) {
      expect(() => JSON.parse(body('[1]', type)) as unknown).not.toThrow();
    }
  });
});
