import { describe, expect, it } from '@jest/globals';
import { grow } from './contract.js';

const event = {
  id: 'evt_01h455vb4pex5vsknk084sn02q',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'contact.unsubscribed',
  payload: '{"msisdn":5599999999999,"eshop_opt_in":false}',
  occurredAt: new Date('2026-02-06T12:34:56.789Z'),
};
const body = (options: Record<string, unknown>) => grow.body(event, { options, values: {} });

describe('the grow contract', () => {
  it('sends the payload as the body, with nothing around it', () => {
    expect(body({})).toBe(event.payload);
  });

  it('names the event beside the payload when asked', () => {
    const data = `"data":${event.payload}`;
    expect(body({ wrapper: 'event' })).toBe(`{"event":"contact.unsubscribed",${data}}`);
    expect(body({ wrapper: 'event', eventKey: 'kind' })).toBe(`{"kind":"contact.unsubscribed",${data}}`);
  });

  it('sends an array of one when asked', () => {
    expect(body({ wrapper: 'array' })).toBe(`[${event.payload}]`);
  });

  it('offers the twenty documented attributes in its samples', () => {
    for (const { sample } of grow.eventTypes) expect(Object.keys(sample as object)).toHaveLength(20);
  });

  it('accepts 200 alone, in three attempts in total', () => {
    expect(grow.success).toEqual({ statuses: [200] });
    expect(grow.retryPolicy).toMatchObject({ maxAttempts: 3 });
  });
});
