import type { Exchange, OutgoingRequest } from '#delivery';
import { newUuid, startOfLane, type DueDelivery, type EndpointSettings, type RecordedOutcome } from '#persistence';
import { describe, expect, it } from '@jest/globals';
import { DatabaseClock } from '../lanes/database-clock.js';
import { prepareLane } from '../lanes/lane.js';
import { Attempter } from './attempter.js';

const hourMs = 3_600_000;
const retryPolicy = { maxAgeSeconds: 24 * 3_600, schedule: [60], jitter: 0 };

const settings: EndpointSettings = {
  id: newUuid(),
  applicationId: newUuid(),
  url: 'https://example.com/hook',
  state: 'active',
  contract: 'standard',
  contractOptions: {},
  contractValues: {},
  retryPolicy,
  timeoutMs: null,
  successStatuses: [],
  ordering: 'none',
  rateLimit: null,
  maxConcurrency: 4,
  headers: {},
  redelivering: false,
  secrets: [],
};

const lane = prepareLane(settings, []);

const due = (changes: Partial<DueDelivery> = {}): DueDelivery => ({
  deliveryId: newUuid(),
  endpointId: lane.endpointId,
  eventId: newUuid(),
  eventType: 'order.paid',
  payload: '{}',
  payloadBytes: 2,
  occurredAt: new Date(),
  attemptCount: 0,
  earlierAttempts: 0,
  firstAttemptAt: null,
  position: startOfLane,
  redeliveryId: null,
  ...changes,
});

/** The attempter of a process whose clock is an hour behind the database's, and all that is sent and recorded by it. */
function attempter(headers: readonly (readonly [string, string])[] = [], status = 503) {
  const sent: OutgoingRequest[] = [];
  const recorded: RecordedOutcome[] = [];
  const disabled: string[] = [];
  const clock = new DatabaseClock();
  clock.set(new Date(Date.now() + hourMs));
  const sender = {
    isLineLong: () => false,
    send: (request: OutgoingRequest): Promise<Exchange> => {
      sent.push(request);
      const response = { status, headers, body: Buffer.alloc(0), truncated: false };
      const timings = { totalMs: 5 };
      const startedAt = new Date();
      return Promise.resolve({ startedAt, timings, reusedConnection: false, retriedFreshSocket: false, response });
    },
  };
  const recorder = {
    record: (outcome: RecordedOutcome) => Promise.resolve(void recorded.push(outcome)),
    rest: () => Promise.resolve(),
  };
  const disabler = { disableGone: (endpointId: string) => Promise.resolve(void disabled.push(endpointId)) };
  const silent = { info: () => undefined, error: () => undefined };
  return { sent, recorded, disabled, clock, attempter: new Attempter(sender, recorder, disabler, clock, silent) };
}

describe('Attempter', () => {
  it('reads a date in Retry-After by the clock of the database', async () => {
    const date = new Date(Date.now() + hourMs + 600_000).toUTCString();
    const { attempter: made, recorded } = attempter([['Retry-After', date]]);
    const { settled } = await made.attempt(lane, due());
    expect(await settled).toBe(false);
    expect(recorded[0]?.retryInMs).toBeGreaterThan(60_000);
    expect(recorded[0]?.retryInMs).toBeLessThanOrEqual(601_000);
  });

  it('sends nothing once the window of the retry policy is over, and gives the delivery up', async () => {
    const { attempter: made, sent, recorded, clock } = attempter();
    const firstAttemptAt = new Date(clock.now().getTime() - 24 * hourMs - 1);
    const attempt = await made.attempt(lane, due({ attemptCount: 7, firstAttemptAt }));
    expect(await attempt.settled).toBe(true);
    expect([attempt.effect, sent]).toEqual(['neutral', []]);
    expect(recorded).toMatchObject([{ number: 8, state: 'failed', outcome: 'sender_failed', requestHeaders: [] }]);
  });

  it('says that it was the window that ended a delivery', async () => {
    const { attempter: made, recorded, clock } = attempter([['Retry-After', '86400']]);
    const firstAttemptAt = new Date(clock.now().getTime() - hourMs);
    const { settled } = await made.attempt(lane, due({ attemptCount: 1, firstAttemptAt }));
    expect(await settled).toBe(true);
    expect(recorded).toMatchObject([
      {
        state: 'failed',
        diagnosis:
          '503 Service Unavailable: the receiver is overloaded or down for maintenance; ' +
          'given up: the next attempt would be past the window of its retry policy',
      },
    ]);
  });

  it('disables an endpoint that is gone, unless 410 is what it counts as success', async () => {
    const gone = attempter([], 410);
    await (
      await gone.attempter.attempt(lane, due())
    ).settled;
    expect(gone.disabled).toEqual([lane.endpointId]);
    const content = attempter([], 410);
    await (
      await content.attempter.attempt(prepareLane({ ...settings, successStatuses: [410] }, []), due())
    ).settled;
    expect([content.recorded[0]?.state, content.disabled]).toEqual(['delivered', []]);
  });
});
