import { encodeCursor, newUuid, parsePublicId } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';
import type { OpenApiDocument } from '../harness/openapi.js';

interface Listed {
  readonly data: readonly { readonly id: string }[];
  readonly next: string | null;
  readonly previous: string | null;
}

/** Lists that nothing here has two rows of; they refuse cursors all the same. */
const withoutPages = ['/attempts', '/redeliveries'];

describe('pages', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(async () => {
    await api.close();
  });

  const read = async (path: string): Promise<Listed> => {
    const { status, body, text } = await api.call<Listed>('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`);
    return body;
  };
  const at = (path: string, cursor: string | null) =>
    `${path}${path.includes('?') ? '&' : '?'}${cursor === null ? '' : `cursor=${cursor}`}`;

  /** Two of everything in an application; what stands in the paths of its lists. */
  async function fill(uid: string): Promise<Readonly<Record<string, string>>> {
    const app = await makeApplication(api, uid);
    const endpoint = await app.addEndpoint();
    await app.addEndpoint();
    await app.emit();
    const { body: event } = await app.emit();
    for (const name of ['one', 'two']) {
      await api.call('POST', `${app.base}/portal-sessions`, { name });
      await api.call('POST', '/v1/api-keys', { name });
    }
    const { data } = await read(`${app.base}/deliveries?event=${event.id}`);
    return { app: uid, endpoint: endpoint.id, event: event.id, delivery: data[0]?.id ?? '' };
  }

  /** Every path of the API that takes a cursor. */
  async function templatesOfLists(): Promise<string[]> {
    const { body } = await api.call<OpenApiDocument>('GET', '/openapi.json');
    return Object.entries(body.paths)
      .filter(([, { get }]) => get?.parameters.some(({ name }) => name === 'cursor') === true)
      .map(([path]) => path);
  }

  it('are of one list: its cursors are refused by every other, and by the same list of another application', async () => {
    const [ours, theirs] = [await fill('acme'), await fill('umbrella')];
    const templates = await templatesOfLists();
    expect(templates.length).toBeGreaterThan(10);
    const filled = (template: string, names: Readonly<Record<string, string>>) =>
      template.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name);
    const lists = templates.map((template) => filled(template, ours));
    for (const [index, list] of lists.entries()) {
      const { next } = await read(`${list}?limit=1`);
      if (withoutPages.some((end) => list.endsWith(end))) continue;
      expect([list, typeof next]).toEqual([list, 'string']);
      const same = filled(templates[index] ?? '', theirs);
      const tried = [...new Set([...lists, same])];
      const answers = await Promise.all(
        tried.map(async (other) => [other, (await api.call('GET', at(other, next))).status]),
      );
      expect(answers).toEqual(tried.map((other) => [other, other === list ? 200 : 400]));
    }
  });

  it('are asked for by a cursor that is whole', async () => {
    const app = await makeApplication(api, 'whole');
    await app.emit();
    await app.emit();
    const { next } = await read(`${app.base}/events?limit=1`);
    const cursor = next ?? '';
    const swapped = cursor.replace(/.(?=.{3}$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
    for (const tampered of [swapped, cursor.slice(0, -1), `${cursor}A`, cursor.toUpperCase(), '']) {
      const { status, body } = await api.call<Problem>('GET', at(`${app.base}/events`, tampered));
      expect([status, body]).toMatchObject([400, { code: 'invalid_query', errors: [{ pointer: '/cursor' }] }]);
    }
  });

  it('are not found by a cursor that somebody made up, whose key is none of the list', async () => {
    const app = await makeApplication(api, 'forged');
    const { body } = await api.call<{ id: string }>('GET', app.base);
    const deliveries = `deliveries of ${parsePublicId('application', body.id) ?? ''}`;
    for (const [path, list, key] of [
      ['/v1/applications', 'applications', 'x'],
      ['/v1/event-types', 'event types', 'no name'],
      [`${app.base}/deliveries`, deliveries, `${newUuid()}.${newUuid()}`],
      [`${app.base}/deliveries?status=pending`, deliveries, 'x'],
    ] as const) {
      const { status } = await api.call('GET', at(path, encodeCursor({ direction: 'after', key }, list)));
      expect([path, status]).toEqual([path, 400]);
    }
  });

  it('are the same by the id of an application as by its uid', async () => {
    const app = await makeApplication(api, 'named');
    await app.emit();
    await app.emit();
    const { next } = await read(`${app.base}/events?limit=1`);
    const { body } = await api.call<{ id: string }>('GET', app.base);
    expect(await read(at(`/v1/applications/${body.id}/events`, next))).toEqual(
      await read(at(`${app.base}/events`, next)),
    );
  });

  /** Follows a list to one end; before each page is there, two more events are emitted beside it. */
  async function follow(app: ApplicationCalls, path: string, way: 'next' | 'previous', from: string | null) {
    const ids: string[] = [];
    let [cursor, last] = [from, from];
    do {
      const [page] = await Promise.all([read(at(path, cursor)), app.emit(), app.emit()]);
      ids.push(...(way === 'next' ? page.data : [...page.data].reverse()).map(({ id }) => id));
      last = page.previous ?? last;
      cursor = page[way];
      // New rows would be followed for ever: what was there at the beginning is behind.
    } while (cursor !== null && ids.length < 80);
    return { ids, last };
  }

  it.each(['events', 'deliveries', 'deliveries?status=pending'])(
    'hold each row once, there and back, while others are added: %s',
    async (list) => {
      const app = await makeApplication(api, `busy-${list.replace(/\W/g, '-')}`);
      await app.addEndpoint();
      for (let n = 0; n < 23; n += 1) await app.emit();
      const [all, short] = [`${app.base}/${list}`, `${app.base}/${list}${list.includes('?') ? '&' : '?'}limit=5`];
      const before = (await read(all)).data.map(({ id }) => id);
      expect(before).toHaveLength(23);

      const there = await follow(app, short, 'next', null);
      expect(new Set(there.ids).size).toBe(there.ids.length);
      expect(there.ids.slice(-before.length)).toEqual(before);

      const back = await follow(app, short, 'previous', there.last);
      expect(new Set(back.ids).size).toBe(back.ids.length);
      // The page that `last` leads away from is not walked again.
      const lastPage = before.slice(before.indexOf(back.ids[0] ?? '') + 1);
      expect(lastPage.length).toBeLessThanOrEqual(5);
      expect(
        back.ids
          .slice(0, before.length - lastPage.length)
          .reverse()
          .concat(lastPage),
      ).toEqual(before);
    },
  );
});
