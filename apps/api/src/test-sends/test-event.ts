import { Inject, Injectable } from '@nestjs/common';
import { isObjectText, sliceMembers, type Contract } from '#events';
import { findEventTypeSample, type Database } from '#persistence';
import { DATABASE } from '../core/tokens.js';
import { EventTypeLookup } from '../event-types/event-type-lookup.js';
import { ProblemError, validationFailed } from '../http/problem-error.js';

/** What a client wants to be sent; what it leaves out is the contract's to say. */
export interface TestDraft {
  readonly eventType?: string;
  /** The source of the payload, byte for byte. */
  readonly payloadText?: string;
}

export interface TestEvent {
  readonly type: string;
  readonly payloadText: string;
}

/** @param bodyText the JSON text of a request that was found to be in order; empty if it has no body */
export function payloadTextOf(bodyText: string): string | undefined {
  return isObjectText(bodyText) ? sliceMembers(bodyText).get('payload') : undefined;
}

/** Chooses type and payload of a test. */
@Injectable()
export class TestEvents {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly eventTypes: EventTypeLookup,
  ) {}

  /** @throws ProblemError when the type is unknown, or the payload is not as its schema says, or there is none */
  async choose(contract: Contract, { eventType, payloadText }: TestDraft): Promise<TestEvent> {
    const type = eventType ?? contract.testEvent.type;
    const known = await this.eventTypes.find(type);
    // A contract's own type for tests need not be in the catalogue; then nothing says what its payload must be.
    if (known === undefined && type !== contract.testEvent.type) {
      const detail = 'is neither in the catalogue of event types nor what the contract tests with';
      throw new ProblemError('unknown_event_type', { errors: [{ pointer: '/eventType', detail }] });
    }
    if (payloadText === undefined) return { type, payloadText: await this.#sample(contract, type) };
    const errors = known?.judge(JSON.parse(payloadText), '/payload') ?? [];
    if (errors.length > 0) throw new ProblemError('payload_invalid', { errors });
    return { type, payloadText };
  }

  async #sample({ testEvent }: Contract, type: string): Promise<string> {
    if (type === testEvent.type) return JSON.stringify(testEvent.payload);
    const sample = await findEventTypeSample(this.database.reads, type);
    if (sample !== undefined) return sample;
    throw validationFailed([{ pointer: '/payload', detail: 'is required: the event type has no sample' }]);
  }
}
