import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newUuid, openDatabase, recordAuditEntry, systemAuthor, type AuditedChange } from '#persistence';
import { startTestApi, type Answer, type Problem, type TestApi } from '../harness/api.js';
import { auditedThings, type AuditPage, type AuditedThings } from '../harness/audited-things.js';

describe('the audit log', () => {
  let api: TestApi;
  let things: AuditedThings;

  beforeAll(async () => {
    api = await startTestApi();
    things = auditedThings(api);
  });

  afterAll(async () => {
    await api.close();
  });

  it('tells what a field was and is, and nothing of the fields that stayed', async () => {
    const { path, id } = await things.newEndpoint({ name: 'Old', rateLimit: { perSecond: 5 } });
    const subscriptions = [{ eventType: 'customer.event.*', filter: { path: '/language', eq: 'EN' } }];
    await api.call('PATCH', path, { name: 'New', rateLimit: null, subscriptions });
    const [entry] = await things.entries(`&resource=${id}&action=endpoint.update`);
    expect(entry?.changes).toEqual({
      name: { before: 'Old', after: 'New' },
      rateLimit: { before: { perSecond: 5, burst: 5 }, after: null },
      subscriptions: {
        before: [{ eventType: '*' }],
        after: [{ eventType: 'customer.event.*', filter: '{"path":"/language","eq":"EN"}' }],
      },
    });
  });

  it('tells that a URL and headers changed, and none of the secrets in them', async () => {
    const { path, id } = await things.newEndpoint({
      url: 'http://127.0.0.1:9/hook?token=CANARY1',
      headers: { 'x-api-key': 'CANARY2' },
    });
    await api.call('PATCH', path, {
      url: 'http://127.0.0.1:9/hook?token=CANARY3',
      headers: { 'x-api-key': 'CANARY4' },
    });
    const [entry] = await things.entries(`&resource=${id}&action=endpoint.update`);
    const headers = { 'x-api-key': '…' };
    expect(entry?.changes).toEqual({
      url: { before: 'http://127.0.0.1:9/hook?token=…', after: 'http://127.0.0.1:9/hook?token=…' },
      headers: { before: headers, after: headers },
    });
    expect(JSON.stringify(await things.entries())).not.toContain('CANARY');
  });

  it('has no entry of an update to what was so already', async () => {
    const { path, id } = await things.newEndpoint({ name: 'Same' });
    for (const fields of [{ name: 'Same' }, {}]) expect((await api.call('PATCH', path, fields)).status).toBe(200);
    expect(await things.entries(`&resource=${id}&action=endpoint.update`)).toEqual([]);
  });

  it('has no secret and no key in it', async () => {
    const { path } = await things.newEndpoint();
    const own = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
    const rotated = await api.call<{ secret: string }>('POST', `${path}/secrets/rotate`, { secret: own });
    expect(rotated.body.secret).toBe(own);
    const { key } = await things.newKey();
    const text = (
      await api.clone.query<{ row: string }>('select to_jsonb(e)::text as row from postrider.audit_entry e')
    )
      .map(({ row }) => row)
      .join('\n');
    expect(text).toContain('secret.rotate');
    for (const canary of [own, own.slice(6), key, api.adminKey, 'a payload']) expect(text).not.toContain(canary);
  });

  it('keeps no entry of what was refused, and makes no change whose entry cannot be kept', async () => {
    const before = await things.entries();
    const taken = await api.call<Problem>('POST', '/v1/event-types', { name: 'customer.event.create', schema: {} });
    expect(taken.body.code).toBe('event_type_exists');
    expect(await things.entries()).toEqual(before);

    const { path, base, emit } = await things.newEndpoint();
    await emit();
    const deliveries = await api.call<{ data: { id: string; state: string }[] }>('GET', `${base}/deliveries`);
    const delivery = `${base}/deliveries/${deliveries.body.data[0]?.id}`;
    await api.clone.query(
      'alter table postrider.audit_entry add constraint broken check (resource_type is null) not valid',
    );
    try {
      const attempts: Answer<Problem>[] = [
        await api.call<Problem>('PATCH', path, { name: 'Unaudited' }),
        await api.call<Problem>('POST', `${path}/secrets/rotate`, {}),
        await api.call<Problem>('POST', `${delivery}/cancel`),
        await api.call<Problem>('DELETE', base),
      ];
      expect(attempts.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    } finally {
      await api.clone.query('alter table postrider.audit_entry drop constraint broken');
    }
    expect((await api.call<{ name: string }>('GET', path)).body.name).toBe('127.0.0.1');
    expect((await api.call<{ data: object[] }>('GET', `${path}/secrets`)).body.data).toHaveLength(1);
    expect((await api.call<{ state: string }>('GET', delivery)).body.state).toBe('pending');
  });

  it('E5: tells of writes that a credential may not do, once a minute for each credential and route', async () => {
    const { base, path, id } = await things.newEndpoint();
    const uid = base.split('/').at(-1) ?? '';
    const viewer = await things.newKey({ application: uid, access: 'read' });
    const session = await api.call<{ id: string; token: string }>('POST', `${base}/portal-sessions`, {
      access: 'read',
    });
    const { body: application } = await api.call<{ id: string }>('GET', base);
    const refusals = async (actor: string) =>
      (await things.entries(`&action=write.refuse&actor=${actor}`)).map(({ resource, changes, application: of }) => [
        resource.id,
        changes['code']?.after,
        of,
      ]);
    const secrets = 'POST /v1/applications/{app}/endpoints/{endpoint}/secrets/rotate';
    const change = 'PATCH /v1/applications/{app}/endpoints/{endpoint}';

    for (const key of [viewer.key, session.body.token]) {
      const tries = Array.from({ length: 5 }, () => api.call('POST', `${path}/secrets/rotate`, {}, { key }));
      for (const { status } of await Promise.all(tries)) expect(status).toBe(403);
      expect((await api.call('PATCH', path, { url: 'http://127.0.0.1:9/mine' }, { key })).status).toBe(403);
      // What it may do, and what it may not read, leaves none.
      expect((await api.call('GET', path, undefined, { key })).status).toBe(200);
      expect((await api.call('GET', '/v1/audit', undefined, { key })).status).toBe(403);
    }
    for (const actor of [viewer.id, session.body.id]) {
      expect(await refusals(actor)).toEqual([
        [change, 'write_access_required', application.id],
        [secrets, 'write_access_required', application.id],
      ]);
    }
    expect((await api.call('DELETE', base, undefined, { key: viewer.key })).status).toBe(403);
    expect((await refusals(viewer.id))[0]).toEqual([
      'DELETE /v1/applications/{app}',
      'admin_key_required',
      application.id,
    ]);
    // The customer sees who of theirs tried, and nothing was changed.
    const { body } = await api.call<AuditPage>('GET', `${base}/audit?action=write.refuse`, undefined, {
      key: viewer.key,
    });
    expect(body.data[0]).toMatchObject({
      actor: { kind: 'application_key', id: viewer.id },
      resource: { type: 'route' },
    });
    expect(body.data).toHaveLength(5);
    expect((await things.entries(`&resource=${id}`)).map(({ action }) => action)).toEqual(['endpoint.create']);
  });

  it('tells an application what concerns it, and not who of its operator did it', async () => {
    const { base, path, id } = await things.newEndpoint();
    const { key, id: keyId } = await things.newKey({ application: base.split('/').at(-1) });
    await api.call('PATCH', path, { name: 'Mine' }, { key });
    const own = await api.call<AuditPage>('GET', `${base}/audit`, undefined, { key });
    expect(own.body.data.map(({ action, actor }) => [action, actor.kind])).toEqual([
      ['endpoint.update', 'application_key'],
      ['api_key.create', 'admin_key'],
      ['secret.create', 'admin_key'],
      ['endpoint.create', 'admin_key'],
      ['application.create', 'admin_key'],
    ]);
    for (const { actor, remoteAddress, requestId } of own.body.data.slice(1)) {
      expect([actor.id, actor.name, remoteAddress, requestId]).toEqual([null, null, null, null]);
    }
    expect(own.body.data[0]).toMatchObject({ actor: { id: keyId }, remoteAddress: '127.0.0.1', resource: { id } });
    const seenByAdmin = await api.call<AuditPage>('GET', `${base}/audit?actorKind=admin_key&limit=1`);
    expect(seenByAdmin.body.data[0]?.actor.name).toBe('Made at first start');
    expect((await api.call<Problem>('GET', '/v1/audit', undefined, { key })).status).toBe(403);
  });

  it('tells what was done in a portal session', async () => {
    const { base, path, id } = await things.newEndpoint();
    const { body } = await api.call<{ id: string; token: string }>('POST', `${base}/portal-sessions`, { name: 'Jane' });
    await api.call('PATCH', path, { name: 'Mine' }, { key: body.token });
    const [entry] = await things.entries(`&actor=${body.id}`);
    expect(entry).toMatchObject({
      actor: { kind: 'portal_session', id: body.id, name: 'Jane' },
      action: 'endpoint.update',
      resource: { id },
    });
    expect(JSON.stringify(await things.entries())).not.toContain(body.token);
  });

  it('outlives the key and the application that it tells of', async () => {
    const { base } = await things.newEndpoint();
    const { body } = await api.call<{ id: string }>('GET', base);
    await api.call('DELETE', base);
    const left = await things.entries(`&resource=${body.id}`);
    expect(left.map(({ action }) => action)).toEqual(['application.delete', 'application.create']);
    expect(left[0]?.changes['endpoints']?.before).toHaveLength(1);
  });

  it('is filtered by who, what and when, and paged both ways', async () => {
    const { path, id } = await things.newEndpoint();
    for (const name of ['b', 'c', 'd']) await api.call('PATCH', path, { name });
    const pages = [];
    let query = `?resource=${id}&resourceType=endpoint&limit=2`;
    const first = await api.call<AuditPage>('GET', `/v1/audit${query}`);
    pages.push(first.body);
    query += `&cursor=${first.body.next}`;
    pages.push((await api.call<AuditPage>('GET', `/v1/audit${query}`)).body);
    expect(pages.flatMap(({ data }) => data.map(({ changes: { name } }) => name?.after))).toEqual([
      'd',
      'c',
      'b',
      '127.0.0.1',
    ]);
    expect(pages.at(-1)?.next).toBeNull();
    const back = await api.call<AuditPage>(
      'GET',
      `/v1/audit?resource=${id}&resourceType=endpoint&limit=2&cursor=${pages[1]?.previous}`,
    );
    expect(back.body.data).toEqual(pages[0]?.data);

    const [latest] = pages[0]?.data ?? [];
    expect(await things.entries(`&resource=${id}&since=${latest?.at}`)).toContainEqual(latest);
    expect(await things.entries(`&resource=${id}&until=${latest?.at}`)).not.toContainEqual(latest);
    expect(await things.entries(`&actor=${latest?.actor.id}&resource=${id}&action=endpoint.create`)).toHaveLength(1);
    expect(await things.entries('&actor=key_01kah2v2mme1sv0b1hp8r7mxf4')).toEqual([]);
    expect((await api.call<Problem>('GET', '/v1/audit?actor=nobody')).body.code).toBe('invalid_query');
    expect((await api.call<Problem>('GET', '/v1/audit?action=unknown')).body.code).toBe('invalid_query');
  });

  it('tells what the platform does by itself', async () => {
    const [first] = await things.entries('&actorKind=system');
    expect(first).toMatchObject({
      actor: { kind: 'system', id: null, name: 'start' },
      action: 'api_key.create',
      remoteAddress: null,
      requestId: null,
    });
  });

  it('is written by one statement in either kind of transaction', async () => {
    const database = openDatabase({ url: api.clone.url, poolSize: 2, applicationName: 'test' });
    const change: AuditedChange = {
      action: 'secret.reseal',
      resource: { type: 'master_key', id: newUuid() },
      applicationId: null,
      changes: { secrets: { after: 1 } },
    };
    try {
      const author = systemAuthor('test');
      await expect(
        database.prisma.$transaction(async (transaction) => {
          await recordAuditEntry(transaction, author, change);
          throw new Error('rolled back');
        }),
      ).rejects.toThrow('rolled back');
      expect(await things.entries(`&resource=${change.resource.id}`)).toEqual([]);
      await database.prisma.$transaction((transaction) => recordAuditEntry(transaction, author, change));
      await database.transaction((transaction) => recordAuditEntry(transaction, author, change));
      expect(await things.entries(`&resource=${change.resource.id}`)).toHaveLength(2);
    } finally {
      await database.close();
    }
  });
});
