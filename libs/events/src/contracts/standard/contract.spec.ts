import { describe, expect, it } from '@jest/globals';
import { standard } from './contract.js';

const event = {
  id: 'evt_01h455vb4pex5vsknk084sn02q',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'invoice.paid',
  payload: '{"amount":9007199254740993,"rate":1.0}',
  occurredAt: new Date('2026-02-06T12:34:56.789Z'),
};

describe('the standard contract', () => {
  it('wraps the payload as Standard Webhooks recommends, byte for byte', () => {
    expect(standard.body(event, { options: {}, values: {} })).toBe(
      '{"type":"invoice.paid","timestamp":"2026-02-06T12:34:56.789Z","data":{"amount":9007199254740993,"rate":1.0}}',
    );
  });

  it('names the platform as its user agent unless the endpoint chose another', () => {
    const userAgent = (options: object) =>
      new Map(standard.headers(event, { options: { ...options }, values: {} })).get('User-Agent');
    expect(userAgent({})).toMatch(/^Postrider\/\d+\.\d+\.\d+$/);
    expect(userAgent({ userAgent: 'Acme-Hooks/1' })).toBe('Acme-Hooks/1');
  });
});
