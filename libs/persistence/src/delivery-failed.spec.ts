import { platformEventTypes } from '#events';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { deliveryFailed, type FailedDelivery } from './delivery-failed.js';
import { newUuid, newUuidAt, publicId } from './ids.js';

const ajv = new Ajv2020({ strict: true });
formats.default(ajv);
const validate = ajv.compile(platformEventTypes.find(({ name }) => name === 'delivery.failed')?.schema ?? false);

const at = new Date('2026-11-21T12:00:00.123Z');
const failed: FailedDelivery = {
  attemptId: newUuidAt(at),
  deliveryId: newUuid(),
  endpointId: newUuid(),
  applicationId: newUuid(),
  eventId: newUuid(),
  eventType: 'customer.event.create',
  number: 3,
  outcome: 'failed',
  status: 503,
  diagnosis: '503 Service Unavailable',
  url: 'https://user:SECRET@receiver.example/hook?token=SECRET',
};

describe('what the operator is told of a delivery that was given up', () => {
  it('names everything by its public id, and its time by the last attempt', () => {
    expect(deliveryFailed(failed)).toEqual({
      deliveryId: publicId('delivery', failed.deliveryId),
      eventId: publicId('event', failed.eventId),
      eventType: 'customer.event.create',
      endpointId: publicId('endpoint', failed.endpointId),
      applicationId: publicId('application', failed.applicationId),
      url: 'https://…@receiver.example/hook?token=…',
      attemptCount: 3,
      outcome: 'failed',
      status: 503,
      diagnosis: '503 Service Unavailable',
      failedAt: at.toISOString(),
    });
  });

  it.each([
    ['answered', failed],
    ['never answered', { ...failed, outcome: 'timed_out', status: null } as const],
    ['recorded bare', { ...failed, url: '' }],
  ])('is what the schema promises when it was %s', (_, delivery) => {
    expect([validate(deliveryFailed(delivery)), validate.errors]).toEqual([true, null]);
  });
});
