import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  buildRequest,
  classify,
  unsendable,
  type AttemptSender,
  type Exchange,
  type OutgoingRequest,
  type RequestTemplate,
} from '#delivery';
import type { OutgoingEvent } from '#events';
import {
  attemptFacts,
  databaseNow,
  newUuid,
  prepareEndpoint,
  publicId,
  readEndpointSettings,
  recordAuditEntry,
  type AttemptFacts,
  type AuditedChange,
  type Author,
  type Database,
  type KeyCabinet,
  type PreparedEndpoint,
} from '#persistence';
import { ATTEMPT_SENDER, DATABASE, KEY_CABINET } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import { TestEvents, type TestDraft } from './test-event.js';
import { TestSlots } from './test-slots.js';

/** One test as it went. */
export interface TestAttempt {
  readonly eventId: string;
  readonly eventType: string;
  readonly startedAt: Date;
  readonly facts: AttemptFacts;
  /** The request's body; null when none could be made. */
  readonly body: string | null;
}

/** UUIDs of an endpoint and of its application. */
export interface TestedEndpoint {
  readonly id: string;
  readonly applicationId: string;
}

interface Sent {
  readonly request: Pick<OutgoingRequest, 'url' | 'headers'> & { readonly body?: OutgoingRequest['body'] };
  readonly exchange: Exchange;
}

/**
 * Sends an endpoint one event that never happened, as a delivery would be sent, and waits for what comes of it.
 * But for who asked for it, it leaves no trace: nothing is stored, nothing is tried again, and the endpoint's health is not touched. So it works
 * for an endpoint that is paused or disabled too, which is when people want to know.
 */
@Injectable()
export class SendTest {
  readonly #log = new Logger(SendTest.name);

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ATTEMPT_SENDER) private readonly sender: AttemptSender,
    @Inject(KEY_CABINET) private readonly keys: KeyCabinet,
    private readonly events: TestEvents,
    private readonly slots: TestSlots,
  ) {}

  /**
   * @throws ProblemError when there is nothing that may be sent, or too many tests are under way; never for what
   * the receiver does
   */
  async send(author: Author, tested: TestedEndpoint, draft: TestDraft): Promise<TestAttempt> {
    const endpoint = await this.#prepare(tested.id);
    const { type, payloadText } = await this.events.choose(endpoint.contract, draft);
    return this.slots.within(async () => {
      await recordAuditEntry(this.database.reads, author, audited(tested, type));
      return this.#attempt(endpoint, type, payloadText);
    });
  }

  async #prepare(endpointId: string): Promise<PreparedEndpoint> {
    const settings = (await readEndpointSettings(this.database.reads, [endpointId])).get(endpointId);
    if (settings === undefined) throw new ProblemError('endpoint_not_found');
    return prepareEndpoint(settings, this.keys.open(settings.secrets));
  }

  async #attempt(endpoint: PreparedEndpoint, type: string, payload: string): Promise<TestAttempt> {
    const startedAt = await databaseNow(this.database.reads);
    const uuid = newUuid();
    const event = { id: publicId('event', uuid), uuid, type, payload, occurredAt: startedAt };
    const { request, exchange } = await this.#exchange(endpoint.template(type), event, startedAt);
    return {
      eventId: event.id,
      eventType: type,
      startedAt,
      facts: attemptFacts(request, exchange, classify(exchange, endpoint.rules(type).success), endpoint.confidential()),
      body: request.body?.toString() ?? null,
    };
  }

  /** An event that no request can be made of is a failed attempt, as it would be of a delivery. */
  async #exchange(template: RequestTemplate, event: OutgoingEvent, startedAt: Date): Promise<Sent> {
    try {
      const request = buildRequest(template, event, startedAt);
      return { request, exchange: await this.sender.send(request) };
    } catch (error) {
      this.#log.error('test cannot be sent', { err: error, eventType: event.type });
      return { request: { url: template.url, headers: [] }, exchange: unsendable(error, startedAt) };
    }
  }
}

function audited({ id, applicationId }: TestedEndpoint, eventType: string): AuditedChange {
  return {
    action: 'endpoint.test',
    resource: { type: 'endpoint', id: publicId('endpoint', id) },
    applicationId,
    changes: { eventType: { after: eventType } },
  };
}
