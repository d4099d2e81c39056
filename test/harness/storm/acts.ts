import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../platform.js';
import { oneOf, random } from './dice.js';
import type { StormyEndpoint } from './stormy-endpoint.js';

/** Something that people do to an endpoint and what is owed to it. */
export type Act = (call: Platform['call'], endpoint: StormyEndpoint) => Promise<unknown>;

const redeliveryLagMs = 500;
const ended = ['delivered', 'failed', 'cancelled', 'discarded'] as const;

const pause: Act = (call, { path }) => call('POST', `${path}/pause`);

const resume: Act = (call, { path }) =>
  call('POST', `${path}/resume`, { backlog: oneOf(['send', 'send', 'send', 'latest', 'discard']) });

const move: Act = (call, { path, url }) => call('PATCH', path, { url: `${url}/${random(100)}` });

const widen: Act = (call, { path }) => call('PATCH', path, { maxConcurrency: 1 + random(32) });

const throttle: Act = (call, { path }) =>
  call('PATCH', path, { rateLimit: oneOf([null, { perSecond: 50 + random(100), burst: 1 + random(20) }]) });

const reorder: Act = async (call, { path, isFifo }) =>
  isFifo || call('PATCH', path, { ordering: oneOf(['fifo', 'none']) });

const rotate: Act = (call, endpoint) =>
  call('POST', `${endpoint.path}/secrets/rotate`, { overlapSeconds: random(3), secret: endpoint.newSecret() });

const cancel: Act = async (call, endpoint) => {
  const id = await someDelivery(call, endpoint, 'pending');
  if (id !== undefined) await call('POST', `${endpoint.application}/deliveries/${id}/cancel`);
};

/** What is sent once more is out of order by intent. */
const redeliver: Act = async (call, endpoint) => {
  if (endpoint.isFifo) return;
  const id = await someDelivery(call, endpoint, oneOf(ended));
  if (id !== undefined) await call('POST', `${endpoint.application}/deliveries/${id}/redeliver`);
};

const redeliverInBulk: Act = async (call, { path, isFifo }) => {
  if (isFifo) return;
  const since = new Date(Date.now() - 5_000).toISOString();
  const status = oneOf([...ended, 'missing']);
  const { status: answered, body } = await call('POST', `${path}/redeliveries`, { since, status });
  await sleep(random(redeliveryLagMs));
  if (answered === 202 && random(2) === 0) await call('DELETE', `${path}/redeliveries/${String(body['id'])}`);
};

/** Resuming more often than pausing, or everything would stand still. */
export const acts: readonly [Act, ...Act[]] = [
  ...([pause, resume, resume, move, widen, throttle, reorder, rotate] as const),
  ...[cancel, redeliver, redeliverInBulk],
];

async function someDelivery(call: Platform['call'], { application, id }: StormyEndpoint, status: string) {
  const path = `${application}/deliveries?endpoint=${id}&status=${status}&limit=20`;
  const { body } = await call<{ data?: { id: string }[] }>('GET', path);
  return body.data?.[random(body.data.length)]?.id;
}
