import { newUuid, recordOutcomes, type RecordedOutcome } from '#persistence';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startRawReceiver } from '../../libs/delivery/test/raw-receiver.js';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const quickRetries = { maxAttempts: 3, schedule: [1], jitter: 0 };
const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ payload: `{"n":${n}}` }));

/** Makes the database refuse attempts of one endpoint for which `condition` holds. */
const refuseAttempts = (condition: string, state = '22P05') => `
  create function postrider.refuse() returns trigger language plpgsql as $$
  begin
    if ${condition} then raise exception 'refused by the test' using errcode = '${state}'; end if;
    return new;
  end $$;
  create trigger refuse before insert on postrider.attempt for each row execute function postrider.refuse()`;

describe('an outcome that the database refuses', () => {
  let lanes: LaneFixture;
  let receiver: Receiver;

  beforeEach(async () => {
    lanes = await openLaneFixture('postgres');
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await lanes.close();
    await receiver.close();
  });

  const isSettled = (applicationId: string, states: Record<string, number>) =>
    eventually(async () => {
      expect(await lanes.states(applicationId)).toEqual(states);
    });

  const attemptsTo = (endpointId: string) =>
    lanes.clone.query<{ number: number; outcome: string; status: number; diagnosis: string; headers: unknown }>(
      `select number, outcome, status, diagnosis, response_headers as headers from postrider.attempt
       where endpoint_id = $1 order by number`,
      [endpointId],
    );

  it('does not come of what a hostile receiver answers', async () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 60 }).map((array) => Buffer.from(array));
    const answers = fc.sample(fc.tuple(bytes, bytes, bytes), { numRuns: 200, seed: 20_261_121 });
    let count = 0;
    const hostile = await startRawReceiver((socket) => {
      socket.once('data', () => {
        const [name = '', value = '', body = ''] = answers[(count += 1) % answers.length] ?? [];
        const head = count % 3 === 0 ? `HTTP/1.1 ${500 + (count % 99)} ` : 'HTTP/1.1 200 OK\r\nx-value: \u0001\u00ff';
        socket.end(
          Buffer.concat(
            [head, name, '\r\nx-hostile: ', value, '\r\n\r\n', body].map((part) =>
              Buffer.from(part as string, 'latin1'),
            ),
          ),
        );
      });
    });
    await lanes.startDispatcher();
    const once = { maxAttempts: 1, schedule: [1], jitter: 0 };
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: hostile.url, retryPolicy: once });
    await lanes.emit(applicationId, numbers(200));
    await eventually(async () => {
      expect((await lanes.states(applicationId))['pending']).toBeUndefined();
    });
    const attempts = await attemptsTo(endpointId);
    expect(attempts).toHaveLength(200);
    expect(attempts.filter(({ diagnosis }) => diagnosis.includes('refused it'))).toEqual([]);
    // Some answers were taken in whole, so the bytes did get as far as the database.
    expect(attempts.filter(({ headers }) => headers !== null).length).toBeGreaterThan(10);
    await hostile.close();
  });

  it('does not come of any text that an attempt may hold', async () => {
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, state: 'paused' });
    await lanes.emit(applicationId, numbers(1));
    const [owed] = await lanes.clone.query<{ delivery_id: string; event_id: string }>(
      'select delivery_id, event_id from postrider.owed_delivery where endpoint_id = $1',
      [endpointId],
    );
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const headers = fc.array(fc.tuple(text, text), { maxLength: 4 });
    const facts = fc.record({
      diagnosis: text,
      url: text,
      requestHeaders: headers,
      responseHeaders: fc.option(headers),
    });
    const property = fc.asyncProperty(facts, async (seen) => {
      await recordOutcomes(lanes.database.hot, [
        {
          ...seen,
          attemptId: newUuid(),
          deliveryId: owed?.delivery_id ?? '',
          endpointId,
          applicationId,
          eventId: owed?.event_id ?? '',
          eventType: 'order.paid',
          number: 1,
          outcome: 'failed',
          status: 500,
          durationMs: 1,
          timings: { totalMs: 1 },
          remoteAddress: null,
          responseBody: null,
          truncated: false,
          state: 'pending',
          retryInMs: 1_000,
        } satisfies RecordedOutcome,
      ]);
    });
    await fc.assert(property, { numRuns: 200 });
    expect(await attemptsTo(endpointId)).toHaveLength(200);
  });

  it('is recorded bare, and the delivery moves by its policy', async () => {
    await lanes.clone.query(refuseAttempts('new.response_headers is not null'));
    receiver.answerWith((_request, response) => response.writeHead(503, { 'x-poison': 'yes' }).end('poison'));
    await lanes.startDispatcher();
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, retryPolicy: quickRetries });
    await lanes.emit(applicationId, numbers(1));
    await isSettled(applicationId, { failed: 1 });
    const diagnosis = 'what was seen of this attempt is missing: the database refused it (22P05)';
    expect(await attemptsTo(endpointId)).toEqual(
      [1, 2, 3].map((number) => ({ number, outcome: 'failed', status: 503, diagnosis, headers: null })),
    );
    expect(receiver.requests).toHaveLength(3);
  });

  it('lets its delivery rest when it is refused bare too, and holds up nobody else', async () => {
    const poisoned = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.clone.query(refuseAttempts(`new.endpoint_id = '${poisoned.endpointId}'`, 'P0001'));
    const other = await startReceiver();
    const healthy = await lanes.makeEndpoint({ url: other.url });
    await lanes.startDispatcher();
    await lanes.emit(poisoned.applicationId, numbers(2));
    await lanes.emit(healthy.applicationId, numbers(50));
    await isSettled(healthy.applicationId, { delivered: 50 });
    await eventually(async () => {
      const resting = await lanes.clone.query(
        `select from postrider.owed_delivery where endpoint_id = $1 and due_at > now() + interval '9 minutes'`,
        [poisoned.endpointId],
      );
      expect(resting).toHaveLength(2);
    });
    // Several sweeps, each of which would have found it due.
    for (let delivered = 51; delivered <= 53; delivered += 1) {
      await lanes.emit(healthy.applicationId, numbers(1));
      await isSettled(healthy.applicationId, { delivered });
    }
    expect(receiver.requests).toHaveLength(2);
    await other.close();
  });

  it('is recorded in a day whose partition nobody had made', async () => {
    await lanes.startDispatcher();
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(applicationId, numbers(1));
    await isSettled(applicationId, { delivered: 1 });
    const [today] = await lanes.clone.query<{ name: string }>(
      'select tableoid::regclass::text as name from postrider.attempt where endpoint_id = $1',
      [endpointId],
    );
    await lanes.clone.query(`drop table ${today?.name ?? ''}`);
    await lanes.emit(applicationId, numbers(2));
    await isSettled(applicationId, { delivered: 3 });
    expect(await attemptsTo(endpointId)).toHaveLength(2);
    expect(receiver.requests).toHaveLength(3);
  });
});
