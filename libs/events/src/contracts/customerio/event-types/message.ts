import type { EventTypeDefinition, JsonSchema } from '../../../contract.js';
import type { ObjectType } from '../wire-name.js';
import { contexts, contextsWithTransaction, messageFields, messageSample, metricFields } from './fields.js';
import type { MetricField } from './fields.js';

/** What a metric says besides the message that it is about. */
export interface Metric {
  readonly description: string;
  readonly required?: readonly MetricField[];
  readonly optional?: readonly MetricField[];
}

/** Values of the fields, as a message of one channel has them; samples pick from it. */
export type MetricSample = Readonly<Partial<Record<MetricField, unknown>>>;

const commonSample = {
  failure_message: '550 5.1.1 mailbox unavailable',
  href: 'https://example.com/offer',
  link_id: 1,
} as const satisfies MetricSample;

/** The schema of one metric, as the compiler knows it: producers are made of it. It says what `schemaOf` does. */
interface MessageSchema<Channel extends ObjectType, Said extends Metric> extends JsonSchema {
  readonly type: 'object';
  readonly required: readonly ('delivery_id' | 'identifiers' | FieldOf<Said, 'required'>)[];
  readonly properties: typeof messageFields &
    Pick<typeof metricFields, FieldOf<Said, 'required'> | FieldOf<Said, 'optional'>>;
  readonly anyOf: Channel extends 'email' | 'push' ? typeof contextsWithTransaction : typeof contexts;
}

type FieldOf<Said, Which extends 'required' | 'optional'> =
  Said extends Readonly<Record<Which, readonly (infer Field extends MetricField)[]>> ? Field : never;

/** One of a channel's event types. */
type MessageEvent<Channel extends ObjectType, Metrics extends Readonly<Record<string, Metric>>> = {
  [Name in keyof Metrics & string]: EventTypeDefinition & {
    readonly name: `${Channel}_${Name}`;
    readonly schema: MessageSchema<Channel, Metrics[Name]>;
  };
}[keyof Metrics & string];

/** The event types `<objectType>_<metric>` of one channel; the object type is their category. */
export function messageEvents<const Channel extends ObjectType, const Metrics extends Readonly<Record<string, Metric>>>(
  objectType: Channel,
  sample: MetricSample,
  metrics: Metrics,
): MessageEvent<Channel, Metrics>[] {
  const values: MetricSample = { ...sample, ...commonSample };
  const events = Object.entries(metrics).map(([metric, { description, required = [], optional = [] }]) => ({
    name: `${objectType}_${metric}`,
    category: objectType,
    description,
    schema: schemaOf(objectType, required, optional),
    sample: { ...messageSample, ...pick(values, required), ...pick(sample, optional) },
  }));
  // Object.entries forgets that its keys are the names.
  return events as unknown as MessageEvent<Channel, Metrics>[];
}

function schemaOf(
  objectType: ObjectType,
  required: readonly MetricField[],
  optional: readonly MetricField[],
): JsonSchema {
  return {
    type: 'object',
    required: ['delivery_id', 'identifiers', ...required],
    properties: { ...messageFields, ...pick(metricFields, [...required, ...optional]) },
    anyOf: objectType === 'email' || objectType === 'push' ? contextsWithTransaction : contexts,
  };
}

/** The fields that `values` has a value for, in the order in which they are named. */
function pick(values: MetricSample, fields: readonly MetricField[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter((field) => field in values).map((field) => [field, values[field]]));
}
