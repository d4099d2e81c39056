// What the API holds before it is fuzzed, so that more than refusals is seen: applications with an endpoint each,
// events, and their deliveries and attempts. Their ids are words that the fuzzer puts into paths.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Enough that those which are deleted on the way are not missed. */
const applications = 8;
const eventsEach = 5;

/** Keys that stand before the fuzzer's own in the list, which it might revoke otherwise. */
const decoyKeys = 30;

const customer = { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' };

/** The API, spoken to with an admin key. */
export function caller(url, key) {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
}

/** Makes the seeds and writes a file of words for each kind of id into `directory`. */
export async function plant(call, receiver, directory) {
  const words = { app: [], doomed: [], endpoint: [], event: [], delivery: [], attempt: [] };
  for (let n = 0; n < applications; n += 1) {
    const application = await call('POST', '/v1/applications', { name: `Customer ${n}`, uid: `customer-${n}` });
    const base = `/v1/applications/${application.id}`;
    const subscriptions = [{ eventType: '*' }];
    const endpoint = await call('POST', `${base}/endpoints`, { url: receiver, subscriptions });
    words.app.push(application.id);
    words.endpoint.push(endpoint.id);
    for (let m = 0; m < eventsEach; m += 1) {
      const event = await call('POST', `${base}/events`, { type: 'customer.event.create', payload: customer });
      words.event.push(event.id);
    }
    const { data } = await call('GET', `${base}/deliveries`);
    words.delivery.push(...data.map(({ id }) => id));
    await delivered(call, base);
    const attempts = await call('GET', `${base}/attempts`);
    words.attempt.push(...attempts.data.map(({ id }) => id));
    words.doomed.push((await call('POST', '/v1/applications', { name: `Doomed ${n}` })).id);
  }
  for (let n = 0; n < decoyKeys; n += 1) await call('POST', '/v1/api-keys', { name: `Decoy ${n}` });
  for (const [name, ids] of Object.entries(words)) {
    await writeFile(join(directory, `${name}.txt`), ids.map((id) => `"${id}"\n`).join(''));
  }
}

async function delivered(call, base) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { data } = await call('GET', `${base}/deliveries?status=delivered`);
    if (data.length === eventsEach) return;
    await sleep(100);
  }
  throw new Error(`${base} has deliveries that did not arrive`);
}
