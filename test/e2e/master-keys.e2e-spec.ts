import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkMasterKeys, newUuid, openDatabase, reseal, secretContext, type Database } from '#persistence';
import { generateKey, generateMasterKey, parseMasterKeys, seal, serializeKey, unseal } from '#signing';
import { startApi } from '../../apps/api/src/index.js';
import { startDispatcher } from '../../apps/dispatcher/src/index.js';
import { makeApplication, startTestApi, type Problem, type TestApi } from '../harness/api.js';
import { startRole } from '../harness/run-role.js';
import { testConfig } from '../harness/test-config.js';

const oldKey = generateMasterKey();
const newKey = generateMasterKey();
const [{ id: oldKeyId }] = parseMasterKeys(oldKey);
const [{ id: newKeyId }] = parseMasterKeys(newKey);

interface Secret {
  readonly id: string;
  readonly secret: string;
}

describe('master keys', () => {
  let api: TestApi;
  let database: Database;
  let endpoint: { readonly id: string; readonly uuid: string };
  let other: typeof endpoint;
  const path = () => `/v1/applications/acme/endpoints/${endpoint.id}/secrets`;

  beforeEach(async () => {
    api = await startTestApi({ masterKeys: oldKey });
    database = openDatabase({ url: api.clone.url, poolSize: 2, applicationName: 'test' });
    const application = await makeApplication(api, 'acme');
    endpoint = await application.addEndpoint();
    other = await application.addEndpoint({ contract: 'customerio' });
  });

  afterEach(async () => {
    await database.close();
    await api.close();
  });

  const check = (keys: string) => checkMasterKeys(database.reads, parseMasterKeys(keys));
  const environment = (masterKeys: string) => ({
    DATABASE_URL: api.clone.url,
    POSTRIDER_MASTER_KEY: masterKeys,
    PORT: '0',
  });
  const runReseal = (masterKeys: string) => startRole('reseal', environment(masterKeys)).ended;
  const resealHere = (masterKeys: string) => reseal(database, parseMasterKeys(masterKeys), () => undefined);

  /** Secrets as they are in the database, by id. */
  const sealedTexts = async () =>
    new Map(
      (await api.clone.query<{ id: string; sealed: string }>('select id, sealed from postrider.secret')).map(
        ({ id, sealed }) => [id, sealed],
      ),
    );

  /** Many secrets of another endpoint, sealed under the old key. */
  async function addSecrets(count: number): Promise<void> {
    const ids = Array.from({ length: count }, newUuid);
    const sealed = ids.map((id) =>
      seal(parseMasterKeys(oldKey), serializeKey(generateKey('standard')), secretContext(id)),
    );
    await api.clone.query(
      `insert into postrider.secret (id, endpoint_id, scheme, sealed)
       select id, $1, 'standard', sealed from unnest($2::uuid[], $3::text[]) as new(id, sealed)`,
      [other.uuid, ids, sealed],
    );
  }

  describe('at a start', () => {
    it('must be those that the secrets in force are sealed under, whatever else is given', async () => {
      await expect(check(newKey)).rejects.toMatchObject({ name: 'MissingMasterKeyError', keyIds: [oldKeyId] });
      await expect(check(oldKey)).resolves.toBeUndefined();
      await expect(check(`${newKey},${oldKey}`)).resolves.toBeUndefined();
      await api.clone.query('update postrider.secret set expires_at = now()');
      await expect(check(newKey)).resolves.toBeUndefined();
    });

    it('are all told that are missing', async () => {
      const [{ id: otherKeyId }] = parseMasterKeys(generateMasterKey());
      await addSecrets(3);
      await api.clone.query(
        `update postrider.secret set sealed = replace(sealed, $1, $2) where id = (select max(id::text)::uuid from postrider.secret)`,
        [oldKeyId, otherKeyId],
      );
      await expect(check(newKey)).rejects.toMatchObject({ keyIds: [oldKeyId, otherKeyId].sort() });
    });

    it('are asked for by the API and by the dispatcher', async () => {
      const config = testConfig({ databaseUrl: api.clone.url, masterKey: newKey });
      await expect(startApi(config)).rejects.toThrow(oldKeyId);
      await expect(startDispatcher(config)).rejects.toThrow(oldKeyId);
    });

    it.each(['api', 'dispatcher'] as const)('keep the process of the %s from running, in one line', async (role) => {
      const { code, stdout, stderr } = await startRole(role, environment(newKey)).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^postrider: secrets .*${oldKeyId} \\(add them to POSTRIDER_MASTER_KEY.*\\n$`));
      for (const key of [newKey, oldKey]) expect(stdout + stderr).not.toContain(key);
    });
  });

  describe('reseal', () => {
    it('seals everything under the first key, and the system works with that key alone', async () => {
      await addSecrets(1_200);
      const before = await sealedTexts();
      const listed = await api.call<{ data: Secret[] }>('GET', path());
      const create = () =>
        api.call<{ id: string; key: string }>('POST', '/v1/api-keys', { name: 'kept' }, idempotently);
      const idempotently = { headers: { 'idempotency-key': 'kept' } };
      const answered = (await create()).body;

      const { code, stdout } = await runReseal(`${newKey},${oldKey}`);
      expect([code, stdout]).toEqual([0, expect.stringContaining('sealed anew: 1202 secrets, 1 answers\n')]);
      expect(stdout).toMatch(/^500 secrets\n1000 secrets\n1202 secrets\n/);
      expect(stdout).toContain(`under master key ${newKeyId}: 1202 secrets`);

      const after = await sealedTexts();
      for (const [id, sealed] of after) {
        const open = (key: string, text: string) => unseal(parseMasterKeys(key), text, secretContext(id));
        expect(open(newKey, sealed)).toBe(open(oldKey, before.get(id) ?? ''));
      }
      const config = testConfig({ databaseUrl: api.clone.url, masterKey: newKey });
      const successor = await startApi(config);
      const ask = async (method: string, url: string, body?: object) => {
        const response = await fetch(successor.url + url, {
          method,
          headers: {
            authorization: `Bearer ${api.adminKey}`,
            ...(body && { 'content-type': 'application/json', ...idempotently.headers }),
          },
          ...(body && { body: JSON.stringify(body) }),
        });
        return response.json();
      };
      try {
        expect(await ask('GET', path())).toEqual(listed.body);
        expect(await ask('POST', '/v1/api-keys', { name: 'kept' })).toEqual(answered);
      } finally {
        await successor.close();
      }
    });

    it('has nothing to do a second time, and leaves an entry of what it did', async () => {
      const left = [{ keyId: newKeyId, secrets: 2 }];
      expect(await resealHere(`${newKey},${oldKey}`)).toEqual({ secrets: 2, answers: 0, unopened: 0, left });
      expect(await resealHere(`${newKey},${oldKey}`)).toEqual({ secrets: 0, answers: 0, unopened: 0, left });
      const { body } = await api.call<{ data: object[] }>('GET', '/v1/audit?action=secret.reseal');
      expect(body.data).toEqual([
        expect.objectContaining({
          actor: { kind: 'system', id: null, name: 'reseal' },
          changes: { masterKey: { before: oldKeyId, after: newKeyId }, secrets: { after: 2 } },
        }),
      ]);
    });

    it('loses no secret that is rotated meanwhile', async () => {
      await addSecrets(3_000);
      const rotated: Secret[] = [];
      const rotate = async () => {
        rotated.push((await api.call<Secret>('POST', `${path()}/rotate`, { overlapSeconds: 0 })).body);
      };
      const over = resealHere(`${newKey},${oldKey}`).then(() => 'over');
      let rotating: Promise<void>;
      do {
        rotating = rotate();
      } while ((await Promise.race([over, rotating])) !== 'over');
      await rotating;
      // What was sealed by a process that has the old key in front is left to the next run, and so is what was held.
      const { left } = await resealHere(`${newKey},${oldKey}`);
      expect(left.map(({ keyId }) => keyId)).toEqual([newKeyId]);
      const { id, secret } = rotated.at(-1) ?? { id: '', secret: '' };
      const [row] = await api.clone.query<{ id: string; sealed: string }>(
        'select id, sealed from postrider.secret where endpoint_id = $1 and expires_at is null',
        [endpoint.uuid],
      );
      const opened = unseal(parseMasterKeys(newKey), row?.sealed ?? '', secretContext(row?.id ?? ''));
      expect([id !== '', opened]).toEqual([true, secret.replace('whsec_', 'whsec:')]);
    });

    it('seals what opens, and tells of what does not', async () => {
      await addSecrets(2);
      const otherKey = generateMasterKey();
      const lost = newUuid();
      await api.clone.query(
        `insert into postrider.secret (id, endpoint_id, scheme, sealed) values ($1, $2, 'standard', $3)`,
        [lost, endpoint.uuid, seal(parseMasterKeys(otherKey), 'text:x', secretContext(lost))],
      );
      const { code, stdout, stderr } = await runReseal(`${newKey},${oldKey}`);
      const [{ id: otherKeyId }] = parseMasterKeys(otherKey);
      expect([code, stderr]).toEqual([1, expect.stringContaining('postrider: 1 sealed texts do not open')]);
      expect(stdout).toContain('sealed anew: 4 secrets');
      expect(stdout).toContain(`under master key ${otherKeyId}: 1 secrets`);
      expect(stdout + stderr).not.toContain(otherKey);
    });
  });

  it('that do not open a secret make a problem of its own, where it is read and where a test is sent', async () => {
    await api.clone.query(`update postrider.secret set sealed = replace(sealed, $1, $2)`, [oldKeyId, newKeyId]);
    const answers = [
      await api.call<Problem>('GET', path()),
      await api.call<Problem>('POST', `/v1/applications/acme/endpoints/${endpoint.id}/test`, {}),
    ];
    for (const { status, body } of answers) expect([status, body.code]).toEqual([500, 'sealed_unreadable']);
  });
});
