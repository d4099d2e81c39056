import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type Problem, type TestApi } from '../harness/api.js';

interface Application {
  readonly uid: string | null;
  readonly name: string;
  readonly system: boolean;
}

describe("the platform's own application", () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await api.call('POST', '/v1/applications', { name: 'Acme', uid: 'acme' });
  });

  afterAll(async () => {
    await api.close();
  });

  it('is told apart in lists', async () => {
    const { body } = await api.call<{ data: Application[] }>('GET', '/v1/applications');
    expect(body.data.map(({ uid, system }) => [uid, system])).toEqual([
      ['acme', false],
      ['postrider', true],
    ]);
  });

  it('is not deleted', async () => {
    const answer = await api.call<Problem>('DELETE', '/v1/applications/postrider');
    expect([answer.status, answer.body.code]).toEqual([409, 'application_is_system']);
    expect((await api.call('GET', '/v1/applications/postrider')).status).toBe(200);
  });

  it('keeps its uid, by which the platform finds it; the rest is the operator’s to change', async () => {
    const path = '/v1/applications/postrider';
    const refused = await api.call<Problem>('PATCH', path, { name: 'ours', uid: 'ours' });
    expect(refused.body).toMatchObject({ code: 'application_is_system', errors: [{ pointer: '/uid' }] });
    expect((await api.call<Application>('GET', path)).body.name).not.toBe('ours');
    const changed = await api.call<Application>('PATCH', path, { name: 'ours', uid: 'postrider' });
    expect(changed.body).toMatchObject({ name: 'ours', uid: 'postrider', system: true });
  });

  it('is the only one of its uid', async () => {
    const answer = await api.call<Problem>('POST', '/v1/applications', { name: 'other', uid: 'postrider' });
    expect(answer.body.code).toBe('application_uid_taken');
  });
});
