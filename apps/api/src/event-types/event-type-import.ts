import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { eventTypesFromOpenApi, type EventTypeDefinition } from '#events';
import {
  countOwnEventTypes,
  importEventTypes,
  quotaLock,
  recordAuditEntry,
  type AuditedChange,
  type Author,
  type Database,
  type ImportedEventType,
  type WrittenEventType,
} from '#persistence';
import { quotaExceeded } from '../core/hold-quota.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { isStorable } from '../http/field-rules.js';
import { jsonPointer } from '../http/json-pointer.js';
import { validationFailed, type Fault } from '../http/problem-error.js';
import { auditedEventType } from './audited-event-type.js';
import { compileSchema } from './compile-schema.js';
import { eventTypeQuota } from './event-type-quota.js';
import { EventTypeLookup } from './event-type-lookup.js';
import { maxDescriptionLength, type ImportedEventTypesDto } from './event-types.dto.js';

/** Takes the operator's own event types from an OpenAPI document: all that it describes, or none. */
@Injectable()
export class EventTypeImport {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly lookup: EventTypeLookup,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** @throws ProblemError `validation_failed` with a pointer into the document to every fault */
  async import(author: Author, document: unknown): Promise<ImportedEventTypesDto> {
    const read = eventTypesFromOpenApi(document);
    if (read.faults !== undefined) throw validationFailed(read.faults);
    const pointerTo = (name: string) => jsonPointer([placeOfWebhooks(document), name]);
    const faults = read.eventTypes.flatMap((type) => faultsOf(type, pointerTo(type.name)));
    if (faults.length > 0) throw validationFailed(faults);

    const types = read.eventTypes.map(toStored);
    const quota = eventTypeQuota(this.limits);
    const written = await this.database.transaction(async (client) => {
      await client.query(quotaLock(quota.name));
      const rows = await importEventTypes(client, types);
      const own = new Set(rows.map(({ name }) => name));
      const builtIn = types.filter(({ name }) => !own.has(name));
      // Refused only here and below, so that whatever was written is rolled back.
      if (builtIn.length > 0) throw validationFailed(builtIn.map(({ name }) => builtInFault(pointerTo(name))));
      if ((await countOwnEventTypes(client)) > quota.max) throw quotaExceeded(quota);
      for (const change of rows.map(auditedImport(types))) await recordAuditEntry(client, author, change);
      return rows;
    });
    const namesOf = (existed: boolean) =>
      written.filter(({ before }) => (before !== null) === existed).map(({ name }) => name);
    const answer = { created: namesOf(false), updated: namesOf(true) };
    for (const name of answer.updated) this.lookup.forget(name);
    return answer;
  }
}

/** Where a document that could be read has its webhooks: OpenAPI 3.0 knows none but by an extension. */
function placeOfWebhooks(document: unknown): string {
  return String((document as { readonly openapi: unknown }).openapi).startsWith('3.0') ? 'x-webhooks' : 'webhooks';
}

function builtInFault(pointer: string): Fault {
  return { pointer, detail: 'has the name of a built-in event type, which cannot be changed' };
}

function faultsOf({ description, schema, sample }: EventTypeDefinition, pointer: string): readonly Fault[] {
  const operation = `${pointer}/post`;
  const tooLong = description.length > maxDescriptionLength || !isStorable(description);
  const faults = tooLong
    ? [{ pointer: operation, detail: `must have a description of at most ${maxDescriptionLength} characters` }]
    : [];
  return [...faults, ...faultsOfBody(schema, sample, `${operation}/requestBody`)];
}

/** The sample may come from several places of the document, so faults of it are told of the body. */
function faultsOfBody(schema: EventTypeDefinition['schema'], sample: unknown, pointer: string): readonly Fault[] {
  try {
    const judge = compileSchema(schema);
    const [fault] = sample === undefined ? [] : judge(sample, '');
    return fault === undefined
      ? []
      : [{ pointer, detail: `has an example whose ${fault.pointer || 'value'} ${fault.detail}` }];
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    return [{ pointer, detail: `must have a JSON Schema of draft 2020-12: ${reason}` }];
  }
}

const auditedImport =
  (types: readonly ImportedEventType[]) =>
  ({ name, before }: WrittenEventType): AuditedChange => {
    const after = types.find((type) => type.name === name);
    if (after === undefined) throw new Error(`bug: the event type ${name} was written unasked`);
    const action = before === null ? 'event_type.create' : 'event_type.update';
    return auditedEventType(action, name, before && stateOf(before), stateOf(after));
  };

function stateOf({ schemaText, sampleText, ...others }: Omit<ImportedEventType, 'name'>) {
  const sample: unknown = sampleText === null ? null : JSON.parse(sampleText);
  return { ...others, schema: JSON.parse(schemaText) as unknown, sample };
}

function toStored({ name, category, description, schema, sample, deprecated }: EventTypeDefinition): ImportedEventType {
  return {
    name,
    category,
    description,
    schemaText: JSON.stringify(schema),
    sampleText: sample === undefined ? null : JSON.stringify(sample),
    deprecated: deprecated === true,
  };
}
