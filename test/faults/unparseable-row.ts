import { newUuid, parsePublicId } from '#persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './runner/stand.js';
import type { Customer } from './runner/customers.js';
import type { Fault } from './runner/fault.js';
import type { Scene } from './runner/scene.js';

const watchedMs = 12_000;

/** Rows that no code of ours writes, each put first into a lane of its own. */
const poisons = {
  'a payload that is not JSON': { payload: '{"n": \\u0000' },
  'an event that is not there': { payload: undefined },
  'a due time without a beginning': { dueAt: '-infinity' },
  'a due time before our era': { dueAt: '0044-03-15 BC' },
  'a time that the event never had': { occurredAt: 'infinity' },
  'a count that has no successor': { attemptCount: 2 ** 31 - 1 },
} satisfies Record<string, Poison>;

interface Poison {
  /** Undefined for an owed delivery without its event. */
  readonly payload?: string | undefined;
  readonly dueAt?: string;
  readonly occurredAt?: string;
  readonly attemptCount?: number;
}

/** The poisoned lanes go on, and so do all the others. */
export const unparseableRow: Fault = {
  name: 'unparseable-row',
  summary: 'rows that cannot be read are put into lanes by hand',
  queues: ['redis'],
  dispatchers: [{}],
  strike: async (scene) => {
    for (const [i, poison] of Object.values<Poison>(poisons).entries()) {
      const customer = scene.customers[i];
      if (customer !== undefined) await putIntoLane(scene, customer, poison);
    }
    const poisonedAtMs = performance.now();
    await sleep(watchedMs);
    const silenceMs = scene.arrivals.longestSilenceMs(poisonedAtMs);
    scene.find(`longest silence of a lane ${(silenceMs / 1_000).toFixed(1)} s`, silenceMs < watchedMs / 4);
    // The last word on them is an operator's; they are not what the load was promised.
    await ask(
      scene.stand,
      `delete from postrider.owed_delivery o using postrider.delivery d
       where d.id = o.delivery_id and d.event_type = 'by.hand'`,
    );
  },
};

async function putIntoLane(scene: Scene, customer: Customer, poison: Poison): Promise<void> {
  const { dueAt = '1970-01-02', occurredAt = 'now', attemptCount = 0 } = poison;
  const [eventId, deliveryId] = [newUuid(), newUuid()];
  const applicationId = parsePublicId('application', customer.applicationId);
  const endpointId = parsePublicId('endpoint', customer.endpointId);
  const payload = 'payload' in poison ? poison.payload : '{"by":"hand"}';
  if (payload !== undefined) {
    await ask(
      scene.stand,
      `insert into postrider.event (id, application_id, type, payload, occurred_at) values ($1, $2, 'by.hand', $3, $4)`,
      [eventId, applicationId, payload, occurredAt],
    );
  }
  await ask(
    scene.stand,
    `insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
     values ($1, $2, $3, $4, 'by.hand')`,
    [deliveryId, applicationId, endpointId, eventId],
  );
  await ask(
    scene.stand,
    `insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, attempt_count)
     values ($1, $2, $3, $4, $5)`,
    [endpointId, eventId, deliveryId, dueAt, attemptCount],
  );
}
