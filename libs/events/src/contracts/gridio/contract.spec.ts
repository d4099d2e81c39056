import { describe, expect, it } from '@jest/globals';
import { gridio } from './contract.js';

const event = {
  id: 'evt_2n1t201aadag8bcs4a8aa40000',
  uuid: '550e8400-e29b-41d4-a716-446655440000',
  type: 'customer.event.create',
  payload: JSON.stringify(gridio.testEvent.payload),
  occurredAt: new Date('2023-08-31T16:28:42.789Z'),
};

describe('the gridio contract', () => {
  it('sends the body of the event definitions, byte for byte', () => {
    expect(gridio.body(event, { options: {}, values: {} })).toBe(
      '{"event_type":"customer.event.create","timestamp":1693499322,"payload":{"customer_id":"0197f9c1-4818-7141-9c2a-22000108e736","email":"jane@example.com","phone_number":"+372 537-2443","language":"EN","business_id":"0197f9c1-4818-7141-9c2a-22000108e736","ext_user_id":"my-company-internal-id-1111999"}}',
    );
  });

  it('sends the body of the integration guide when the endpoint chose it', () => {
    expect(gridio.body(event, { options: { bodyDialect: 'guide' }, values: {} })).toBe(
      '{"event_type":"customer_create","timestamp":"2023-08-31T16:28:42.789Z","payload":{"customer_id":"0197f9c1-4818-7141-9c2a-22000108e736"}}',
    );
  });

  it('sends the whole payload in the guide’s form when the resource has no id of its own', () => {
    for (const payload of ['{"soc":0.50}', '[1.0]']) {
      const other = { ...event, type: 'vehicle.event.plug_in', payload };
      expect(gridio.body(other, { options: { bodyDialect: 'guide' }, values: {} })).toBe(
        `{"event_type":"vehicle_plug_in","timestamp":"2023-08-31T16:28:42.789Z","payload":${payload}}`,
      );
    }
  });

  it('puts the event’s uuid into X-Request-ID and names itself as Gridio documents', () => {
    const headers = new Map(gridio.headers(event, { options: {}, values: {} }));
    expect(headers.get('X-Request-ID')).toBe('550e8400-e29b-41d4-a716-446655440000');
    expect(headers.get('User-Agent')).toMatch(/^Gridio-Webhook-Manager\/v\d+\.\d+\.\d+$/);
    expect(headers.get('Content-Type')).toBe('application/json');
  });
});
