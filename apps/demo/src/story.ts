import { contracts } from '#events';
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

/** The story of one product: a customer registers, events are emitted, its receiver fails and recovers. */
export async function tell(product: Product, { api, door, seconds }: Stage): Promise<Row> {
  const startedAt = performance.now();
  const share = () => (performance.now() - startedAt) / (seconds * 1_000);
  const receiver = await startReceiver((requests) => moodOf(product, share(), requests));
  try {
    const application = await registerCustomer(api, product, receiver);
    const { emitted, abandoned } = await emitAll(product, application, door, share);
    const delivered = await settle(api, application, emitted);
    return {
      contract: product,
      emitted,
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

/** Customer.io's subjects count the events. */
function isInOrder(bodies: readonly string[]): boolean {
  const numbers = bodies.map((body) => Number(/"subject":"Offer no\. (\d+)"/.exec(body)?.[1]));
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
}
