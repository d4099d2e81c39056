import { describe, expect, it } from '@jest/globals';
import { importKey, importPublicKey, sign, verify } from '#signing';
import type { SigningInput } from '#signing';
import type { Contract, OutgoingEvent } from '../contract.js';
import { contracts } from './index.js';

/*
 * Body and signature together, against requests that were signed elsewhere: what a receiver that was written
 * from each document checks.
 */

const settings = { options: {}, values: {} };
const sampleOf = (contract: Contract, type: string) =>
  JSON.stringify(contract.eventTypes.find(({ name }) => name === type)?.sample);

const attempt = (contract: Contract, event: OutgoingEvent, timestamp: number): SigningInput => ({
  id: event.id,
  timestamp,
  body: Buffer.from(contract.body(event, settings)),
  method: 'POST',
  url: 'https://example.com/hook',
});

describe('signed requests', () => {
  it('carry the signature of the gridio vector', () => {
    const { gridio } = contracts;
    const event = {
      id: 'evt_01h455vb4pex5vsknk084sn02q',
      uuid: '550e8400-e29b-41d4-a716-446655440000',
      type: 'customer.event.create',
      payload: sampleOf(gridio, 'customer.event.create'),
      occurredAt: new Date(1693499322_000),
    };
    const key = importKey('gridio', 'whsec_gridio_test');
    expect(sign('gridio', [key], attempt(gridio, event, 1693499400))).toEqual([
      ['X-Signature', 'sha256=a61a65cf54bf8cdcb8f0db2d390373e7909262a7bfe550aaa5163d9a57fb0e4d'],
    ]);
  });

  it('carry the signature of the customerio vector', () => {
    const { customerio } = contracts;
    const event = {
      id: 'evt_01h455vb4pex5vsknk084sn02q',
      uuid: '01711846-68de-6b0f-e2d0-ef7061ce5af2',
      type: 'email_sent',
      payload: sampleOf(customerio, 'email_sent'),
      occurredAt: new Date(1613063089_000),
    };
    const key = importKey('customerio', 'cio_signing_key_test');
    expect(sign('customerio', [key], attempt(customerio, event, 1613063090))).toEqual([
      ['X-CIO-Timestamp', '1613063090'],
      ['X-CIO-Signature', '7ba97cbf62ac8c042be7a153afa7219b834e01a5064719c69dc8caee205f6dbf'],
    ]);
  });

  it('have the body that the grid vector signs', () => {
    const { grid } = contracts;
    const event = {
      id: 'evt_01h455vb4pex5vsknk084sn02q',
      uuid: '019542f5-b3e7-1d02-0000-000000000008',
      type: 'BULK_UPLOAD.COMPLETED',
      payload: sampleOf(grid, 'BULK_UPLOAD.COMPLETED'),
      occurredAt: new Date('2025-08-15T14:32:00Z'),
    };
    const spki =
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEt9nTytBR0PP21Yv0oyJvC1HcKmwQubbF5utR1oqtyM+fvw69BXVCMkdlcmulFiHupuTZUQlpPms1PkJ4W0t4oA==';
    const key = importPublicKey('p256', `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`);
    const signature =
      'MEYCIQCs6lkSVzyXv5nzOHQxkD7/VgeG7XSPDZxnNqwGOSiHigIhAKO7i1ERaavAZCmXBqSI8XbwCc1FVlXo4vt8JYD8V/Xb';
    const headers = { 'x-grid-signature': JSON.stringify({ v: '1', s: signature }) };
    const input = attempt(grid, event, 1755268320);
    const tolerance = { toleranceSeconds: 300, now: new Date('2025-08-15T14:32:00Z') };
    expect(verify('grid', [key], headers, input, tolerance)).toEqual({ ok: true });
    expect(verify('grid', [key], headers, { ...input, body: Buffer.from('{}') }, tolerance)).toMatchObject({
      ok: false,
    });
  });
});
