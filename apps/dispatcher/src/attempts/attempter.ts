import {
  buildRequest,
  classify,
  nextStep,
  type AttemptSender,
  type Classification,
  type Exchange,
  type NextStep,
  type OutgoingRequest,
} from '#delivery';
import { newUuid, publicId, type DueDelivery, type RecordedOutcome } from '#persistence';
import { isOverload } from '../lanes/concurrency-window.js';
import type { DatabaseClock } from '../lanes/database-clock.js';
import type { Lane } from '../lanes/lane.js';
import type { OutcomeRecorder } from './outcome-recorder.js';

/** What an attempt tells of the endpoint's capacity. */
export type CapacityEffect = 'success' | 'overload' | 'neutral';

/** Makes one attempt of a delivery: build, sign, send, classify, choose the next step, record. */
export class Attempter {
  constructor(
    private readonly sender: AttemptSender,
    private readonly recorder: OutcomeRecorder,
    private readonly clock: DatabaseClock,
  ) {}

  /** Resolves when the outcome is recorded. */
  async attempt(lane: Lane, delivery: DueDelivery): Promise<CapacityEffect> {
    const startedAt = this.clock.now();
    const request = buildRequest(lane.template(delivery.eventType), outgoingEvent(delivery), startedAt);
    const exchange = await this.sender.send(request);
    const classification = classify(exchange, lane.rules(delivery.eventType).success);
    const finishedAt = this.clock.now();
    const next = nextStep({
      policy: lane.retryPolicy,
      eventType: delivery.eventType,
      attemptCount: delivery.attemptCount + 1,
      firstAttemptAt: delivery.firstAttemptAt ?? startedAt,
      finishedAt,
      outcome: classification,
      random: Math.random,
    });
    await this.recorder.record(recordedOutcome(delivery, request, exchange, classification, next, finishedAt));
    return effectOf(classification);
  }
}

function outgoingEvent(delivery: DueDelivery) {
  return {
    id: publicId('event', delivery.eventId),
    uuid: delivery.eventId,
    type: delivery.eventType,
    payload: delivery.payload,
    occurredAt: delivery.occurredAt,
  };
}

function recordedOutcome(
  delivery: DueDelivery,
  request: OutgoingRequest,
  exchange: Exchange,
  classification: Classification,
  next: NextStep,
  finishedAt: Date,
): RecordedOutcome {
  const { response, timings } = exchange;
  return {
    attemptId: newUuid(),
    deliveryId: delivery.deliveryId,
    endpointId: delivery.endpointId,
    eventId: delivery.eventId,
    number: delivery.earlierAttempts + delivery.attemptCount + 1,
    outcome: classification.class,
    diagnosis: classification.diagnosis,
    status: response?.status ?? null,
    durationMs: Math.round(timings.totalMs),
    timings: { ...timings, reusedConnection: exchange.reusedConnection },
    remoteAddress: exchange.remoteAddress ?? null,
    url: request.url,
    requestHeaders: request.headers,
    responseHeaders: response?.headers ?? null,
    responseBody: response?.body ?? null,
    truncated: response?.truncated ?? false,
    state: stateAfter(next),
    // A length of time and not a moment, so that this process's clock plays no part in the schedule.
    retryInMs: next.kind === 'retry' ? next.at.getTime() - finishedAt.getTime() : null,
  };
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

function effectOf({ class: outcome, status }: Classification): CapacityEffect {
  if (outcome === 'delivered' || outcome === 'acknowledged') return 'success';
  return isOverload(outcome, status) ? 'overload' : 'neutral';
}
