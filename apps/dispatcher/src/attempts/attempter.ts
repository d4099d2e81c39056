import {
  buildRequest,
  classify,
  isPastWindow,
  nextStep,
  tooLate,
  unsendable,
  type AttemptSender,
  type Classification,
  type Exchange,
  type NextStep,
  type OutgoingRequest,
} from '#delivery';
import type { OutgoingEvent } from '#events';
import {
  attemptFacts,
  isUnavailable,
  newUuidAt,
  publicId,
  type AttemptFacts,
  type DueDelivery,
  type RecordedOutcome,
} from '#persistence';
import { isOverload, type CapacityEffect } from '../lanes/concurrency-window.js';
import type { DatabaseClock } from '../lanes/database-clock.js';
import type { Lane } from '../lanes/lane.js';
import type { EndpointDisabler } from '../health/endpoint-disabler.js';
import type { OutcomeRecorder } from './outcome-recorder.js';

/** An attempt that was made: what came of it is known, and yet to be recorded. */
export interface MadeAttempt {
  readonly effect: CapacityEffect;
  /** Resolves when the outcome is recorded: whether nothing follows, delivered or given up. Never rejects. */
  readonly settled: Promise<boolean>;
}

export interface AttemptLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Makes one attempt of a delivery: build, sign, send, classify, choose the next step, record. */
export class Attempter {
  constructor(
    private readonly sender: Pick<AttemptSender, 'send' | 'isLineLong'>,
    private readonly recorder: Pick<OutcomeRecorder, 'record' | 'rest'>,
    private readonly disabler: Pick<EndpointDisabler, 'disableGone'>,
    private readonly clock: DatabaseClock,
    private readonly log: AttemptLog,
  ) {}

  /** Whether a request of the lane would only join many that wait for a connection to its host. */
  isLineLong(lane: Lane): boolean {
    return this.sender.isLineLong(lane.url);
  }

  /**
   * Resolves with the answer, or with what came instead of one, while the outcome is being recorded; never rejects. A
   * delivery whose outcome cannot be recorded rests, and must not stop its lane.
   */
  async attempt(lane: Lane, delivery: DueDelivery): Promise<MadeAttempt> {
    try {
      const { outcome, classification } = await this.#make(lane, delivery);
      return { effect: effectOf(classification), settled: this.#settle(lane, outcome, classification) };
    } catch (error) {
      return { effect: 'neutral', settled: this.#leave(delivery, error) };
    }
  }

  async #make(lane: Lane, delivery: DueDelivery) {
    const startedAt = this.clock.now();
    const { request, exchange: sent } = await this.#send(lane, delivery, startedAt);
    // By the database's clock, for `Retry-After` may be a date.
    const exchange = { ...sent, startedAt };
    const classification = classify(exchange, lane.rules(delivery.eventType).success);
    const finishedAt = this.clock.now();
    const next = this.#nextStep(lane, delivery, classification, startedAt, finishedAt);
    const facts = attemptFacts(request, exchange, explained(classification, next), lane.confidential());
    return { outcome: recordedOutcome(lane, delivery, facts, next, finishedAt), classification };
  }

  /** Records; whether nothing follows. Holds no more of the delivery than its outcome: payloads are many and large. */
  async #settle(lane: Lane, outcome: RecordedOutcome, classification: Classification): Promise<boolean> {
    try {
      await this.recorder.record(outcome);
      if (isGone(classification) && lane.disableOnGone) await this.disabler.disableGone(lane.endpointId);
      return outcome.state !== 'pending';
    } catch (error) {
      return this.#leave(outcome, error);
    }
  }

  /** Nothing is recorded of an attempt, and its delivery still owed. */
  async #leave(delivery: OwedDelivery, error: unknown): Promise<false> {
    this.log.error({ deliveryId: publicId('delivery', delivery.deliveryId), err: error }, 'outcome not recorded');
    // After a long absence of the database it is sent again as soon as it can be.
    if (!isUnavailable(error)) await this.#rest(delivery);
    return false;
  }

  /** A delivery that cannot be made into a request is a failed attempt like any other: logged, and tried again. */
  async #send(
    lane: Lane,
    delivery: DueDelivery,
    startedAt: Date,
  ): Promise<{ request: SentRequest; exchange: Exchange }> {
    // What waited for longer than its policy allows, behind others or for a dispatcher, is given up as it was promised.
    if (isPastWindow(lane.retryPolicy, delivery, startedAt)) return { ...unsentTo(lane), exchange: tooLate(startedAt) };
    try {
      const request = buildRequest(lane.template(delivery.eventType), outgoingEvent(delivery), startedAt);
      return { request, exchange: await this.sender.send(request) };
    } catch (error) {
      this.log.error({ deliveryId: publicId('delivery', delivery.deliveryId), err: error }, 'delivery cannot be sent');
      return { ...unsentTo(lane), exchange: unsendable(error, startedAt) };
    }
  }

  async #rest(delivery: OwedDelivery): Promise<void> {
    try {
      await this.recorder.rest(delivery);
    } catch (error) {
      this.log.error({ deliveryId: publicId('delivery', delivery.deliveryId), err: error }, 'delivery stays due');
    }
  }

  #nextStep(lane: Lane, delivery: DueDelivery, outcome: Classification, startedAt: Date, finishedAt: Date): NextStep {
    // Without its event there is nothing that a later attempt could send.
    if (delivery.payloadBytes === null) return { kind: 'give-up', reason: 'attempts' };
    return nextStep({
      policy: lane.retryPolicy,
      eventType: delivery.eventType,
      attemptCount: delivery.attemptCount + 1,
      firstAttemptAt: delivery.firstAttemptAt ?? startedAt,
      finishedAt,
      outcome,
      random: Math.random,
    });
  }
}

type OwedDelivery = Pick<DueDelivery, 'deliveryId' | 'endpointId' | 'eventId'>;

type SentRequest = Pick<OutgoingRequest, 'url' | 'headers'>;

const unsentTo = ({ url }: Lane): { request: SentRequest } => ({ request: { url, headers: [] } });

function outgoingEvent(delivery: DueDelivery): OutgoingEvent {
  if (delivery.payload === null) throw new Error('the event of this delivery is gone');
  return {
    id: publicId('event', delivery.eventId),
    uuid: delivery.eventId,
    type: delivery.eventType,
    payload: delivery.payload,
    occurredAt: delivery.occurredAt,
  };
}

function recordedOutcome(
  lane: Lane,
  delivery: DueDelivery,
  facts: AttemptFacts,
  next: NextStep,
  finishedAt: Date,
): RecordedOutcome {
  return {
    // By the database's clock, as everything that says when: the log is in order whoever made the attempt.
    attemptId: newUuidAt(finishedAt),
    deliveryId: delivery.deliveryId,
    endpointId: delivery.endpointId,
    applicationId: lane.applicationId,
    eventId: delivery.eventId,
    eventType: delivery.eventType,
    number: delivery.earlierAttempts + delivery.attemptCount + 1,
    ...facts,
    state: stateAfter(next),
    // A length of time and not a moment, so that this process's clock plays no part in the schedule.
    retryInMs: next.kind === 'retry' ? next.at.getTime() - finishedAt.getTime() : null,
    redeliveryId: delivery.redeliveryId,
  };
}

/** Attempts may be left when the window is what ends a delivery, so the log says that it was. */
function explained(classification: Classification, next: NextStep): Classification {
  if (next.kind !== 'give-up' || next.reason !== 'window') return classification;
  const end = 'given up: the next attempt would be past the window of its retry policy';
  return { ...classification, diagnosis: `${classification.diagnosis}; ${end}` };
}

function stateAfter(next: NextStep): RecordedOutcome['state'] {
  switch (next.kind) {
    case 'done':
      return 'delivered';
    case 'retry':
      return 'pending';
    case 'give-up':
      return 'failed';
  }
}

/** An endpoint may count 410 as success, and then it is one. */
function isGone({ class: outcome, status }: Classification): boolean {
  return outcome === 'refused' && status === 410;
}

function effectOf({ class: outcome, status }: Classification): CapacityEffect {
  if (outcome === 'delivered' || outcome === 'acknowledged') return 'success';
  return isOverload(outcome, status) ? 'overload' : 'neutral';
}
