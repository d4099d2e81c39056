import type { Contract, EventTypeDefinition, Header, JsonSchema } from '../contract.js';
import { isObjectText, sliceMembers } from '../raw-json.js';
import { otherSpecimenOf, specimenOf } from './specimen.js';
import type { Specimen } from './specimen.js';

/** What a receiver gets of an event type by a contract with its default options. */
export interface WireFormat {
  /** Of the whole body; `payload` stands where the payload goes. */
  readonly schema: JsonSchema;
  /** The body that carries the event type's sample. */
  readonly body: string;
  /** The headers of that request but the signature's. */
  readonly headers: readonly Header[];
}

/** A payload that no envelope looks into. */
const marker = '{"marker":0}';

/**
 * The wire format is learnt from the contract itself: it renders two events that differ in everything but their
 * type. What is the payload in both is the payload, what is alike in both is constant, and of the rest the type is
 * known. So no second description of an envelope can disagree with it.
 */
export function wireFormatOf(contract: Contract, type: EventTypeDefinition, payload: JsonSchema): WireFormat {
  const specimen = specimenOf(contract);
  const event = { ...specimen.event, type: type.name, payload: JSON.stringify(type.sample ?? {}) };
  return {
    schema: envelopeSchema(
      render(contract, type, specimen),
      render(contract, type, otherSpecimenOf(contract)),
      payload,
    ),
    body: contract.body(event, specimen.settings),
    headers: contract.headers(event, specimen.settings),
  };
}

function render(contract: Contract, type: EventTypeDefinition, { event, settings }: Specimen): string {
  return contract.body({ ...event, type: type.name, payload: marker }, settings);
}

function envelopeSchema(one: string, other: string, payload: JsonSchema): JsonSchema {
  if (one === marker) return payload;
  if (!isObjectText(one)) throw new Error(`bug: an envelope that documents cannot describe: ${one}`);
  const others = sliceMembers(other);
  const members = [...sliceMembers(one)].map(([key, text]) => {
    if (text === marker) return [key, payload] as const;
    const value = JSON.parse(text) as unknown;
    return [key, text === others.get(key) ? { const: value } : schemaOfValue(value)] as const;
  });
  return { type: 'object', required: members.map(([key]) => key), properties: Object.fromEntries(members) };
}

const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function schemaOfValue(value: unknown): JsonSchema {
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  if (typeof value === 'string' && instant.test(value)) return { type: 'string', format: 'date-time' };
  return { type: typeof value };
}
