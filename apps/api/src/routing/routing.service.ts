import { Inject, Injectable } from '@nestjs/common';
import { matchingPatterns } from '#events';
import {
  findEvent,
  listRouting,
  pageOf,
  parsePublicId,
  publicId,
  uuidTimeMs,
  type Database,
  type FoundEvent,
  type Page,
  type ListRequest,
  type RoutedEndpoint,
} from '#persistence';
import { setImmediate as turn } from 'node:timers/promises';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { EventTypeLookup } from '../event-types/event-type-lookup.js';
import { ProblemError } from '../http/problem-error.js';
import { explainRoute, type Route } from './explain-route.js';
import { judgedEvent } from './judge-subscription.js';
import type { RouteDto } from './routing.dto.js';

interface Routed extends RoutedEndpoint {
  readonly route: Route;
}

/** Tells of every endpoint of an application why it was owed an event, and what became of that, or why it was not. */
@Injectable()
export class RoutingService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly eventTypes: EventTypeLookup,
  ) {}

  /** @throws ProblemError `event_not_found` */
  async list(application: ApplicationRef, eventId: string, request: ListRequest): Promise<Page<RouteDto>> {
    const event = await this.find(application, eventId);
    const patterns = await this.patternsOf(event.type);
    const rows = await listRouting(this.database.reads, { applicationId: application.id, event, patterns }, request);
    const judged = { ...judgedEvent(event.type, patterns, event.payload), acceptedAt: new Date(uuidTimeMs(event.id)) };
    const routed: Routed[] = [];
    for (const row of rows) {
      routed.push({ ...row, route: explainRoute(row, judged) });
      // Filters over large payloads take their time: others have a turn between two endpoints.
      await turn();
    }
    return pageOf(routed, request, (row) => row.endpointId, toDto);
  }

  /** @throws ProblemError `event_not_found` */
  async find(application: ApplicationRef, eventId: string): Promise<FoundEvent> {
    const uuid = parsePublicId('event', eventId);
    const event = uuid === undefined ? undefined : await findEvent(this.database.reads, application.id, uuid);
    if (event === undefined) throw new ProblemError('event_not_found');
    return event;
  }

  /** Every pattern that matches a type now; one that has left the catalogue has lost its category. */
  async patternsOf(type: string): Promise<readonly string[]> {
    return (await this.eventTypes.find(type))?.patterns ?? matchingPatterns(type);
  }
}

function toDto({ endpointId, endpoint, delivery, route }: Routed): RouteDto {
  return {
    endpointId: publicId('endpoint', endpointId),
    endpointName: endpoint?.name ?? null,
    reason: route.reason,
    explanation: route.explanation,
    delivery: delivery && {
      id: publicId('delivery', delivery.id),
      state: delivery.state,
      attemptCount: delivery.attemptCount,
      nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
      finishedAt: delivery.finishedAt?.toISOString() ?? null,
    },
    held:
      endpoint === null || route.reason !== 'held'
        ? null
        : { state: endpoint.state, stateReason: endpoint.stateReason, since: endpoint.stateSince.toISOString() },
    subscriptions: route.subscriptions,
  };
}
