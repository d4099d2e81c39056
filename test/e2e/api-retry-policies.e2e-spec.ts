import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type Problem, type TestApi } from '../harness/api.js';

interface Preview {
  readonly data: readonly { readonly attempt: number; readonly afterSeconds: { readonly nominal: number } }[];
}

describe('retry policies', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(async () => {
    await api.close();
  });

  const retryPolicy = {
    maxAttempts: 3,
    schedule: [10, 60],
    jitter: 0,
    firstDelayFor: { seconds: 3600, classes: ['timed_out'], statuses: [404] },
    eventTypes: { 'order.seen': 'none' },
  };

  async function timesOf(fields: object): Promise<readonly number[]> {
    const { status, body } = await api.call<Preview>('POST', '/v1/retry-policies/preview', { retryPolicy, ...fields });
    expect(status).toBe(200);
    return body.data.map(({ afterSeconds }) => afterSeconds.nominal);
  }

  it('are shown with the times of their attempts, by event type and by how the first ends', async () => {
    expect(await timesOf({})).toEqual([0, 10, 70]);
    expect(await timesOf({ firstOutcome: 'failed', firstStatus: 503 })).toEqual([0, 10, 70]);
    expect(await timesOf({ firstOutcome: 'timed_out' })).toEqual([0, 3600, 3660]);
    expect(await timesOf({ firstStatus: 404 })).toEqual([0, 3600, 3660]);
    expect(await timesOf({ firstStatus: 404, limit: 2 })).toEqual([0, 3600]);
    expect(await timesOf({ eventType: 'order.seen' })).toEqual([0]);
  });

  it('that are wrong are refused with all that is wrong about them', async () => {
    const wrong = { schedule: [], jitter: 2, retries: 1 };
    const { status, body } = await api.call<Problem>('POST', '/v1/retry-policies/preview', { retryPolicy: wrong });
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/retryPolicy',
      '/retryPolicy/jitter',
      '/retryPolicy/retries',
      '/retryPolicy/schedule',
    ]);
  });
});
