import { matchingPatterns } from '#events';
import { newUuid, parsePublicId, publicId, uuidTimeMs } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

describe('what postrider.emit is made of', () => {
  let clone: TestDatabase;

  beforeAll(async () => {
    clone = await cloneDatabase();
  });

  afterAll(async () => {
    await clone.drop();
  });

  const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
  const eventTypeName = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join('.'));

  it('matches the patterns that the API matches', async () => {
    const cases = fc.sample(fc.tuple(eventTypeName, fc.oneof(eventTypeName, word)), 1_000);
    cases.push(['a.b', 'a.b'], ['a', 'a.*'], ['a.b.c', 'a.b']);
    const rows = await clone.query<{ patterns: string[] }>(
      `select postrider.matching_patterns(type, category) as patterns
       from unnest($1::text[], $2::text[]) with ordinality as c(type, category, n) order by n`,
      [cases.map(([name]) => name), cases.map(([, category]) => category)],
    );
    expect(rows.map((row) => row.patterns)).toEqual(cases.map((one) => matchingPatterns(...one)));
  });

  it('writes and reads public ids as the API does', async () => {
    const uuids = [...fc.sample(fc.uuid(), 500), `${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`, newUuid()];
    const rows = await clone.query<{ id: string; uuid: string }>(
      `select postrider.public_id('app', id) as id, postrider.parse_public_id('app', postrider.public_id('app', id)) as uuid
       from unnest($1::uuid[]) with ordinality as u(id, n) order by n`,
      [uuids],
    );
    expect(rows).toEqual(uuids.map((uuid) => ({ id: publicId('application', uuid), uuid })));
  });

  it.each([
    '',
    'app_',
    'evt_01kah2v2mme1sv0b1hp8r7mxf4',
    'app_81kah2v2mme1sv0b1hp8r7mxf4',
    'APP_01KAH2V2MME1SV0B1HP8R7MXF4',
  ])('takes %j for no application’s id', async (text) => {
    expect(parsePublicId('application', text)).toBeUndefined();
    const rows = await clone.query(`select postrider.parse_public_id('app', $1) as id`, [text]);
    expect(rows).toEqual([{ id: null }]);
  });

  it('makes UUIDs of version 7 that carry the database’s time', async () => {
    const rows = await clone.query<{ before: Date; id: string; after: Date }>(
      `select clock_timestamp() as before, postrider.new_uuid() as id, clock_timestamp() as after
       from generate_series(1, 200)`,
    );
    for (const { before, id, after } of rows) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(uuidTimeMs(id)).toBeGreaterThanOrEqual(before.getTime());
      expect(uuidTimeMs(id)).toBeLessThanOrEqual(after.getTime());
    }
    expect(new Set(rows.map(({ id }) => id)).size).toBe(200);
  });
});
