import { newUuid } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../harness/api.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';
import { walkExamples, type OpenApiDocument } from '../harness/walk-examples.js';

describe('the OpenAPI document', () => {
  let api: TestApi;
  let receiver: Receiver;

  beforeAll(async () => {
    api = await startTestApi();
    receiver = await startReceiver();
  });

  afterAll(async () => {
    await api.close();
    await receiver.close();
  });

  /** No dispatcher runs here: an attempt for a delivery that is owed, as one would have made it. */
  const attemptOne = () =>
    api.clone.query(
      `insert into postrider.attempt (id, delivery_id, endpoint_id, number, outcome, diagnosis, status, duration_ms,
                                      timings, url, request_headers, delivery_state)
       select $1, id, endpoint_id, 1, 'failed', '503 Service Unavailable', 503, 7, '{"totalMs":7,"reusedConnection":false}', $2, '[]', 'pending'
       from postrider.delivery limit 1`,
      [newUuid(), receiver.url],
    );

  it('can be followed by its examples alone, and is answered as it says', async () => {
    const { body } = await api.call<OpenApiDocument>('GET', '/openapi.json', undefined, { key: null });
    const steps = await walkExamples(body, {
      url: api.url,
      key: api.adminKey,
      // The examples name a receiver that is not ours to call.
      instead: (text) => text.replaceAll('https://example.com/webhooks', receiver.url),
      meanwhile: async (operationId) => {
        if (operationId === 'Attempts.list') await attemptOne();
      },
    });
    expect(steps.filter(({ fault }) => fault !== undefined)).toEqual([]);
    const operations = Object.values(body.paths).flatMap((item) => Object.values(item));
    const walked = new Set(steps.map(({ operationId }) => operationId));
    expect(walked.size).toBe(operations.length);
    expect(receiver.requests.length).toBeGreaterThan(0);
  });

  it('is readable at /docs', async () => {
    const page = await api.call('GET', '/docs', undefined, { key: null });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset = '']) => asset);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      expect([asset, (await fetch(new URL(asset, `${api.url}/docs`))).status]).toEqual([asset, 200]);
    }
  });

  it.each(['/docs', '/docs/swagger-ui-bundle.js', '/openapi.json', '/v1/applications', '/health/live', '/nowhere'])(
    'E4: is shown in no frame of another page: %s',
    async (path) => {
      const { headers } = await api.call('GET', path);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.* frame-ancestors 'none'/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it.each(['/', '/docs/'])('is where %s leads to', async (path) => {
    const page = await fetch(`${api.url}${path}`);
    expect([page.status, page.url]).toEqual([200, `${api.url}/docs`]);
  });

  it('counts what is asked of it at /metrics, by routes and not by paths', async () => {
    await api.call('GET', '/v1/applications/somebody-in-particular');
    const { text } = await api.call('GET', '/metrics', undefined, { key: null });
    expect(text).toContain('postrider_http_request_duration_seconds_count{route="/v1/applications/:app"');
    expect(text).not.toContain('somebody');
  });
});
