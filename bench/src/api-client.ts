import { eventType } from './sample-event.js';

export interface Account {
  readonly apiUrl: string;
  readonly key: string;
}

/** Calls that prepare a run, in small groups: making a thousand endpoints one by one takes longer than using them. */
const atOnce = 16;

/** Asks the API for something; resolves with what it answered, rejects unless that is a success. */
export async function call<Answer>(
  account: Account,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${account.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${account.key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Makes something by the API. */
export function post<Made = { readonly id: string }>(account: Account, path: string, body: unknown): Promise<Made> {
  return call(account, 'POST', path, body);
}

async function forEach<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const outs: Out[] = [];
  for (let i = 0; i < items.length; i += atOnce) {
    outs.push(...(await Promise.all(items.slice(i, i + atOnce).map(work))));
  }
  return outs;
}

export async function registerEventType(account: Account): Promise<void> {
  await post(account, '/v1/event-types', eventType);
}

/** What an endpoint wants unless it is said: everything. */
const everything: object = { eventType: '*' };

/** An application with an endpoint at each of `urls`. */
export async function makeApplication(
  account: Account,
  name: string,
  urls: readonly string[],
  subscription = everything,
): Promise<string> {
  const { id } = await post(account, '/v1/applications', { name });
  await forEach(urls, (url) =>
    post(account, `/v1/applications/${id}/endpoints`, { url, name, subscriptions: [subscription] }),
  );
  return id;
}

/** An application for every URL, so that one event is one delivery. */
export function makeApplications(
  account: Account,
  urls: readonly string[],
  subscription = everything,
): Promise<string[]> {
  return forEach(urls, (url) => makeApplication(account, new URL(url).host, [url], subscription));
}

/** Resolves when the API can reach its database. */
export async function waitUntilReady(apiUrl: string, withinMs: number): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (performance.now() < giveUpAt) {
    const ready = await fetch(`${apiUrl}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the API was not ready within ${withinMs / 1_000} seconds`);
}
