import { contracts, emit } from '#events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import { deliveryStates, registerCustomer } from './customer.js';
import type { EventDoor } from './event-door.js';
import { moodOf } from './mood.js';
import { startReceiver, type Receiver } from './receiver.js';
import type { Row } from './report.js';
import { traffic, type Product } from './traffic.js';

export interface Stage {
  readonly api: ApiClient;
  readonly door: EventDoor;
  readonly seconds: number;
}

const eventsPerSecond = 10;
/** One event in so many is abandoned by its transaction. */
const abandonEvery = 25;
/** How long the last retries may take when all receivers are well again. */
const settleWithinMs = 60_000;

/**
 * The story of one product: a customer registers and gets an event of every type there is; then events are emitted
 * for a while, and the customer's receiver fails and recovers.
 */
export async function tell(product: Product, { api, door, seconds }: Stage): Promise<Row> {
  let startedAt: number | undefined;
  const share = () => (startedAt === undefined ? 0 : (performance.now() - startedAt) / (seconds * 1_000));
  const mood = (requests: number) => (startedAt === undefined ? 200 : moodOf(product, share(), requests));
  const receiver = await startReceiver(mood);
  try {
    const application = await registerCustomer(api, product, receiver);
    const eventTypes = await emitEveryType(product, application, door);
    await settle(api, application, eventTypes);
    startedAt = performance.now();
    const { emitted, abandoned } = await emitAll(product, application, door, share);
    const delivered = await settle(api, application, eventTypes + emitted);
    return {
      contract: product,
      eventTypes,
      emitted: eventTypes + emitted,
      abandoned,
      accepted: receiver.counts.accepted,
      retried: receiver.counts.repeated,
      delivered,
      tamperedRefused: await refusesTampered(product, receiver),
      inOrder: contracts[product].ordering === 'fifo' ? isInOrder(receiver.bodies) : undefined,
    };
  } finally {
    await receiver.close();
  }
}

/** Emits the sample of every event type of a product; returns how many there are. */
async function emitEveryType(product: Product, application: string, door: EventDoor): Promise<number> {
  const { eventTypes } = contracts[product];
  for (const { name, sample } of eventTypes) {
    await door.emit(application, (tx, app) => emit(tx, app, { type: name, payload: sample }), false);
  }
  return eventTypes.length;
}

async function emitAll(product: Product, application: string, door: EventDoor, share: () => number) {
  let emitted = 0;
  let abandoned = 0;
  while (share() < 1) {
    const n = emitted + abandoned;
    const abandon = n % abandonEvery === abandonEvery - 1;
    await door.emit(application, traffic[product](n), abandon);
    if (abandon) abandoned += 1;
    else emitted += 1;
    await sleep(1_000 / eventsPerSecond);
  }
  return { emitted, abandoned };
}

/** Waits until everything is delivered, or for as long as that should take; the number that is. */
async function settle(api: ApiClient, application: string, emitted: number): Promise<number> {
  const giveUpAt = performance.now() + settleWithinMs;
  for (;;) {
    const { delivered = 0 } = await deliveryStates(api, application);
    if (delivered >= emitted || performance.now() > giveUpAt) return delivered;
    await sleep(500);
  }
}

async function refusesTampered(product: Product, receiver: Receiver): Promise<boolean | undefined> {
  if (contracts[product].signatureSchemes[0] === 'none') return undefined;
  return (await receiver.tamper()) === 401;
}

/** Customer.io's subjects count the events; the samples that come first have other ones. */
function isInOrder(bodies: readonly string[]): boolean {
  const numbers = bodies.flatMap((body) => {
    const [, number] = /"subject":"Offer no\. (\d+)"/.exec(body) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  return numbers.length > 0 && numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
}
