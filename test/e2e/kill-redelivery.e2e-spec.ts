import { generateMasterKey } from '#signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { makeApplication, startTestApi, type TestApi } from '../harness/api.js';
import { eventually } from '../harness/eventually.js';
import { makePast } from '../harness/past.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const root = join(import.meta.dirname, '../..');

interface Redelivery {
  readonly id: string;
  readonly state: string;
}

describe('kill -9 of the dispatcher in the middle of a redelivery', () => {
  const masterKey = generateMasterKey();
  let api: TestApi;
  let receiver: Receiver;
  const dispatchers: ChildProcess[] = [];

  beforeEach(async () => {
    api = await startTestApi({ masterKeys: masterKey });
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await Promise.all(dispatchers.map(kill));
    await receiver.close();
    await api.close();
  });

  /** A process of its own, as it is run in earnest, with its queue in the database. */
  function startDispatcher(): ChildProcess {
    const child = spawn(process.execPath, [join(root, 'dist/apps/dispatcher/src/main.js')], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: api.clone.url,
        POSTRIDER_MASTER_KEY: masterKey,
        EGRESS_ALLOW: '127.0.0.0/8',
        EGRESS_HTTP: 'true',
        LOG_LEVEL: 'silent',
      },
      stdio: 'ignore',
    });
    dispatchers.push(child);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('loses none of it, and makes no more twice than was in flight', async () => {
    const count = 1_300;
    const app = await makeApplication(api, 'acme');
    const application = (await api.call<{ id: string }>('GET', app.base)).body.id;
    const endpoint = await app.addEndpoint({ url: receiver.url });
    await makePast(api.clone, { application, endpoint: endpoint.id, count });
    const first = startDispatcher();
    const path = `${app.base}/endpoints/${endpoint.id}/redeliveries`;
    const { body } = await api.call<Redelivery>('POST', path, { since: new Date(Date.now() - 3_600_000) });
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(300);
    });
    await kill(first);
    const half = receiver.requests.length;
    expect(half).toBeLessThan(count);

    startDispatcher();
    await eventually(async () => {
      const redelivery = await api.call<Redelivery>('GET', `${path}/${body.id}`);
      expect(redelivery.body).toMatchObject({
        state: 'done',
        matched: count,
        enqueued: count,
        delivered: count,
        failed: 0,
        cancelled: 0,
      });
    });
    const received = receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect(new Set(received).size).toBe(count);
    // A quarter of a window of 32.
    expect(received.length - count).toBeLessThanOrEqual(8);
  });
});
