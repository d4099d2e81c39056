import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { rulesFor } from '../../contract.js';
import { grid } from './contract.js';

const settings = { options: {}, values: {} };
const event = {
  id: 'evt_01h455vb4pex5vsknk084sn02q',
  uuid: '019542f5-b3e7-1d02-0000-000000000008',
  type: 'BULK_UPLOAD.COMPLETED',
  payload: JSON.stringify(grid.eventTypes.find(({ name }) => name === 'BULK_UPLOAD.COMPLETED')?.sample),
  occurredAt: new Date('2025-08-15T14:32:00.987Z'),
};

describe('the grid contract', () => {
  it('sends the documented sample, byte for byte', () => {
    const body = grid.body(event, settings);
    expect(body).toBe(
      '{"id":"Webhook:019542f5-b3e7-1d02-0000-000000000008","type":"BULK_UPLOAD.COMPLETED","timestamp":"2025-08-15T14:32:00Z","data":{"id":"Job:019542f5-b3e7-1d02-0000-000000000006","status":"COMPLETED","progress":{"total":5000,"processed":5000,"successful":5000,"failed":0},"errors":[]}}',
    );
    expect(createHash('sha256').update(body).digest('hex')).toBe(
      '0a197077f25d56e4e902d008c5f4bab708216575929de2c2edaeb1c8409bdc62',
    );
  });

  it('takes the time of emission from the event’s id when asked, if the id holds one', () => {
    const accepted = { options: { timestamp: 'accepted' }, values: {} };
    // RFC 9562, appendix A.6.
    const v7 = { ...event, uuid: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f' };
    expect(grid.body(v7, accepted)).toContain('"timestamp":"2022-02-22T19:22:22Z"');
    expect(grid.body(event, accepted)).toContain('"timestamp":"2025-08-15T14:32:00Z"');
  });

  it('documents 43 event types', () => {
    expect(grid.eventTypes).toHaveLength(43);
  });

  it('tells the signature scheme the form of its header', () => {
    expect(grid.signatureOptions?.(settings)).toEqual({ headerForm: 'json' });
    expect(grid.signatureOptions?.({ options: { headerForm: 'bare' }, values: {} })).toEqual({ headerForm: 'bare' });
  });

  it('counts 409 as seen before, and takes the answers of an approval as answers', () => {
    expect(rulesFor(grid, 'CARD.STATE_CHANGE')).toEqual({
      success: { statuses: '2xx', terminal: [409] },
      timeoutMs: 30_000,
    });
    expect(rulesFor(grid, 'INCOMING_PAYMENT.PENDING')).toEqual({
      success: { statuses: '2xx', terminal: [403, 409, 422] },
      timeoutMs: 5_000,
    });
  });

  it('never tries an approval or a test again', () => {
    expect(grid.retryPolicy).toMatchObject({ eventTypes: { 'INCOMING_PAYMENT.PENDING': 'none', TEST: 'none' } });
  });
});
