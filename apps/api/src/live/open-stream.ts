import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApplicationLookup, type ApplicationRef } from '../applications/application-lookup.js';
import { CallerLookup } from '../auth/caller-lookup.js';
import { applicationOf, callerOf } from '../auth/caller.js';
import { bearerCredential, digestOf } from '../auth/credential.js';
import { EndpointLookup } from '../endpoints/endpoint-lookup.js';
import { publicId } from '#persistence';
import { Listener, type Interest, type Return } from './listener.js';
import { ListenerSlots } from './listener-slots.js';
import type { LiveQueryDto } from './live.dto.js';
import { LiveFeed } from './live-feed.js';
import { decodePosition } from './live-position.js';

/** Makes a request a listener of its application. */
@Injectable()
export class OpenStream {
  constructor(
    private readonly feed: LiveFeed,
    private readonly slots: ListenerSlots,
    private readonly endpoints: EndpointLookup,
    private readonly callers: CallerLookup,
    private readonly applications: ApplicationLookup,
  ) {}

  /** @throws ProblemError `endpoint_not_found`, `too_many_listeners` */
  async open(request: FastifyRequest, query: LiveQueryDto): Promise<Listener> {
    const application = applicationOf(request);
    const interest = await this.#interest(application, query);
    const free = this.slots.take(callerOf(request).id);
    const listener = new Listener(interest, () => this.#isWelcome(request, application), returnOf(request));
    listener.stream.once('close', free);
    this.feed.join(listener);
    return listener;
  }

  async #interest(application: ApplicationRef, { endpoint, outcome }: LiveQueryDto): Promise<Interest> {
    return {
      applicationId: application.id,
      ...(endpoint !== undefined && { endpointId: (await this.endpoints.find(application, endpoint)).id }),
      ...(outcome !== undefined && { outcome }),
    };
  }

  /** A stream outlives the look at its credential: it is looked at again while it lasts. */
  async #isWelcome({ headers }: FastifyRequest, { id }: ApplicationRef): Promise<boolean> {
    const text = bearerCredential(headers.authorization);
    const caller = text === undefined ? undefined : await this.callers.find(digestOf(text));
    return caller !== undefined && (await this.applications.find(publicId('application', id))) !== undefined;
  }
}

function returnOf({ headers }: FastifyRequest): Return {
  const text = headers['last-event-id'];
  if (text === undefined) return undefined;
  return (typeof text === 'string' ? decodePosition(text) : undefined) ?? 'lost';
}
