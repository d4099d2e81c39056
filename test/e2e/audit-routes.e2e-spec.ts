import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../harness/api.js';
import { auditedThings, type AuditedThings } from '../harness/audited-things.js';

/** Routes that change nothing which people have set: docs/audit.md says why. */
const unaudited = [
  'POST /v1/applications/{app}/events',
  'POST /v1/applications/{app}/events/batch',
  'POST /v1/applications/{app}/endpoints/{endpoint}/subscriptions/try',
  'POST /v1/retry-policies/preview',
];

describe('the audit log, of every route,', () => {
  let api: TestApi;
  let things: AuditedThings;

  beforeAll(async () => {
    api = await startTestApi();
    things = auditedThings(api);
  });

  afterAll(async () => {
    await api.close();
  });

  async function newDelivery(): Promise<string> {
    const { base, emit } = await things.newEndpoint();
    await emit();
    const { body } = await api.call<{ data: { id: string }[] }>('GET', `${base}/deliveries`);
    return `${base}/deliveries/${body.data[0]?.id}`;
  }

  async function newEventType(): Promise<string> {
    const name = things.fresh('own.type');
    await api.call('POST', '/v1/event-types', { name, schema: {}, sample: { is: 'a payload' } });
    return `/v1/event-types/${name}`;
  }

  /** A call of every route that changes something, and the actions that its entries name. */
  const changes: Record<string, () => Promise<{ path: string; body?: object; actions: readonly string[] }>> = {
    'POST /v1/applications': () =>
      Promise.resolve({
        path: '/v1/applications',
        body: { name: 'A', uid: things.fresh('uid') },
        actions: ['application.create'],
      }),
    'PATCH /v1/applications/{app}': async () => ({
      path: (await things.newApplication()).base,
      body: { name: 'Other' },
      actions: ['application.update'],
    }),
    'DELETE /v1/applications/{app}': async () => ({
      path: (await things.newApplication()).base,
      actions: ['application.delete'],
    }),
    'POST /v1/applications/{app}/endpoints': async () => ({
      path: `${(await things.newApplication()).base}/endpoints`,
      body: { url: 'http://127.0.0.1:9/hook', subscriptions: [{ eventType: '*' }] },
      actions: ['secret.create', 'endpoint.create'],
    }),
    'PATCH /v1/applications/{app}/endpoints/{endpoint}': async () => ({
      path: (await things.newEndpoint()).path,
      body: { contract: 'grid' },
      actions: ['secret.create', 'secret.end', 'endpoint.update'],
    }),
    'DELETE /v1/applications/{app}/endpoints/{endpoint}': async () => ({
      path: (await things.newEndpoint()).path,
      actions: ['endpoint.delete'],
    }),
    'POST /v1/applications/{app}/endpoints/{endpoint}/pause': async () => ({
      path: `${(await things.newEndpoint()).path}/pause`,
      body: { reason: 'maintenance' },
      actions: ['endpoint.pause'],
    }),
    'POST /v1/applications/{app}/endpoints/{endpoint}/resume': async () => {
      const { path } = await things.newEndpoint();
      await api.call('POST', `${path}/pause`, {});
      return { path: `${path}/resume`, body: { backlog: 'discard' }, actions: ['endpoint.resume', 'backlog.settle'] };
    },
    'POST /v1/applications/{app}/endpoints/{endpoint}/test': async () => ({
      path: `${(await things.newEndpoint()).path}/test`,
      body: {},
      actions: ['endpoint.test'],
    }),
    'POST /v1/applications/{app}/endpoints/{endpoint}/secrets/rotate': async () => ({
      path: `${(await things.newEndpoint()).path}/secrets/rotate`,
      body: {},
      actions: ['secret.rotate'],
    }),
    'POST /v1/applications/{app}/deliveries/{delivery}/redeliver': async () => ({
      path: `${await newDelivery()}/redeliver`,
      actions: ['delivery.redeliver'],
    }),
    'POST /v1/applications/{app}/deliveries/{delivery}/cancel': async () => ({
      path: `${await newDelivery()}/cancel`,
      actions: ['delivery.cancel'],
    }),
    'POST /v1/applications/{app}/endpoints/{endpoint}/redeliveries': async () => ({
      path: `${(await things.newEndpoint()).path}/redeliveries`,
      body: { since: new Date(Date.now() - 60_000) },
      actions: ['redelivery.start'],
    }),
    'DELETE /v1/applications/{app}/endpoints/{endpoint}/redeliveries/{redelivery}': async () => {
      const path = `${(await things.newEndpoint()).path}/redeliveries`;
      const { body } = await api.call<{ id: string }>('POST', path, { since: new Date(Date.now() - 60_000) });
      return { path: `${path}/${body.id}`, actions: ['redelivery.stop'] };
    },
    'POST /v1/event-types': () =>
      Promise.resolve({
        path: '/v1/event-types',
        body: { name: things.fresh('own.type'), schema: {} },
        actions: ['event_type.create'],
      }),
    'POST /v1/catalogue/import': async () => ({
      path: '/v1/catalogue/import',
      body: openApi([things.fresh('imported.type'), (await newEventType()).replace('/v1/event-types/', '')]),
      actions: ['event_type.update', 'event_type.create'],
    }),
    'PATCH /v1/event-types/{name}': async () => ({
      path: await newEventType(),
      body: { description: 'Other' },
      actions: ['event_type.update'],
    }),
    'DELETE /v1/event-types/{name}': async () => ({ path: await newEventType(), actions: ['event_type.delete'] }),
    'POST /v1/applications/{app}/portal-sessions': async () => ({
      path: `${(await things.newApplication()).base}/portal-sessions`,
      body: { name: 'Jane' },
      actions: ['portal_session.create'],
    }),
    'DELETE /v1/applications/{app}/portal-sessions/{session}': async () => {
      const path = `${(await things.newApplication()).base}/portal-sessions`;
      const { body } = await api.call<{ id: string }>('POST', path, {});
      return { path: `${path}/${body.id}`, actions: ['portal_session.revoke'] };
    },
    'POST /v1/api-keys': () =>
      Promise.resolve({ path: '/v1/api-keys', body: { name: 'a key' }, actions: ['api_key.create'] }),
    'PATCH /v1/api-keys/{key}': async () => ({
      path: `/v1/api-keys/${(await things.newKey()).id}`,
      body: { name: 'Renamed' },
      actions: ['api_key.update'],
    }),
    'DELETE /v1/api-keys/{key}': async () => ({
      path: `/v1/api-keys/${(await things.newKey()).id}`,
      actions: ['api_key.revoke'],
    }),
  };

  it('knows every route of the API that changes something', async () => {
    const { body } = await api.call<{ paths: Record<string, object> }>('GET', '/openapi.json');
    const routes = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => method !== 'get')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual([...Object.keys(changes), ...unaudited].sort());
  });

  it.each(Object.keys(changes))('tells of %s', async (route) => {
    const { path, body, actions } = (await changes[route]?.()) ?? { path: '', actions: [] };
    const requestId = things.fresh('request');
    const [method = ''] = route.split(' ');
    const answer = await api.call(method, path, body, { headers: { 'x-request-id': requestId } });
    expect([answer.text, answer.status < 300]).toEqual([answer.text, true]);
    const found = (await things.entries()).filter((entry) => entry.requestId === requestId);
    expect(found.map(({ action }) => action).sort()).toEqual([...actions].sort());
    for (const entry of found) {
      expect(entry).toMatchObject({ actor: { kind: 'admin_key', name: 'Made at first start' } });
      expect(entry.actor.id).toMatch(/^key_/);
      expect(entry.remoteAddress).toBe('127.0.0.1');
      expect(Date.now() - Date.parse(entry.at)).toBeLessThan(60_000);
    }
  });
});

function openApi(names: readonly string[]): object {
  const operation = { post: { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } } };
  return {
    openapi: '3.1.0',
    info: { title: 'Own', version: '1' },
    webhooks: Object.fromEntries(names.map((name) => [name, operation])),
  };
}
