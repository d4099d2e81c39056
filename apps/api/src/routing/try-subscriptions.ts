import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { checkSizes } from '../endpoints/check-sizes.js';
import { faultsOfPatterns, readFilters, type SubscriptionFields } from '../endpoints/check-subscriptions.js';
import { EndpointLookup } from '../endpoints/endpoint-lookup.js';
import { EventTypeLookup } from '../event-types/event-type-lookup.js';
import { ProblemError, validationFailed, type Fault } from '../http/problem-error.js';
import {
  judgeSubscription,
  judgedEvent,
  storedSubscription,
  type JudgedEvent,
  type JudgedSubscription,
  type SubscriptionVerdict,
} from './judge-subscription.js';
import { RoutingService } from './routing.service.js';

/** The event to try: one that was emitted, or one that might be. */
export interface TriedEvent {
  readonly eventId?: string;
  readonly eventType?: string;
  /** The source of the payload, digit by digit. */
  readonly payloadText?: string;
}

export interface Tried {
  readonly matched: boolean;
  readonly eventType: string;
  readonly subscriptions: readonly SubscriptionVerdict[];
}

/** Tells which subscriptions would want an event, and why others would not. Sends and writes nothing. */
@Injectable()
export class TrySubscriptions {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly endpoints: EndpointLookup,
    private readonly eventTypes: EventTypeLookup,
    private readonly routing: RoutingService,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /**
   * @param subscriptions those to try; the endpoint's own when undefined
   * @throws ProblemError when there is no such endpoint or event, or what is given is not acceptable
   */
  async try(
    application: ApplicationRef,
    endpointId: string,
    tried: TriedEvent,
    subscriptions: readonly SubscriptionFields[] | undefined,
  ): Promise<Tried> {
    const endpoint = await this.endpoints.find(application, endpointId);
    const faults = faultsOf(tried);
    if (faults.length > 0) throw validationFailed(faults);
    const judged =
      subscriptions === undefined ? endpoint.subscriptions.map(storedSubscription) : await this.#check(subscriptions);
    const event = await this.#event(application, tried);
    const verdicts = judged.map((subscription) => judgeSubscription(subscription, event));
    return {
      matched: verdicts.some(({ reason }) => reason === 'matched'),
      eventType: event.type,
      subscriptions: verdicts,
    };
  }

  /** As registering them would. */
  async #check(subscriptions: readonly SubscriptionFields[]): Promise<JudgedSubscription[]> {
    const sizes = checkSizes({ subscriptions }, this.limits);
    if (sizes.length > 0) throw validationFailed(sizes);
    const patterns = subscriptions.map(({ eventType }) => eventType);
    const faults = await faultsOfPatterns(this.database.reads, patterns);
    if (faults.length > 0) throw validationFailed(faults);
    return readFilters(subscriptions).map(({ eventType, filter }) =>
      filter === undefined ? { eventType } : { eventType, filter: filter.parsed },
    );
  }

  async #event(application: ApplicationRef, tried: TriedEvent): Promise<JudgedEvent> {
    const { eventId, eventType = '', payloadText = '' } = tried;
    if (eventId !== undefined) {
      const { type, payload } = await this.routing.find(application, eventId);
      return judgedEvent(type, await this.routing.patternsOf(type), payload);
    }
    const known = await this.eventTypes.find(eventType);
    if (known === undefined) {
      const detail = 'is not in the catalogue of event types';
      throw new ProblemError('unknown_event_type', { errors: [{ pointer: '/eventType', detail }] });
    }
    const errors = known.judge(JSON.parse(payloadText), '/payload');
    if (errors.length > 0) throw new ProblemError('payload_invalid', { errors });
    return judgedEvent(known.name, known.patterns, payloadText);
  }
}

function faultsOf({ eventId, eventType, payloadText }: TriedEvent): Fault[] {
  if (eventId === undefined) {
    return [
      ...(eventType === undefined ? [{ pointer: '/eventType', detail: 'is required where there is no eventId' }] : []),
      ...(payloadText === undefined ? [{ pointer: '/payload', detail: 'is required where there is no eventId' }] : []),
    ];
  }
  return [
    ...(eventType === undefined ? [] : [{ pointer: '/eventType', detail: 'does not go with eventId' }]),
    ...(payloadText === undefined ? [] : [{ pointer: '/payload', detail: 'does not go with eventId' }]),
  ];
}
