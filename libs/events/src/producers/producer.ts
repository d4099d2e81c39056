import type { EventTypeDefinition } from '../contract.js';
import { emit } from './emit.js';
import type { EmitOptions, Transaction } from './emit.js';
import { methodName } from './method-name.js';
import type { MethodName } from './method-name.js';
import type { ValueOf } from './value-of.js';

export interface ProduceOptions<Payload> extends EmitOptions {
  /**
   * Checks what types cannot, such as formats and bounds; the event is not emitted when it throws. Types are all that
   * is checked without it.
   */
  readonly validate?: (payload: Payload, eventType: EventTypeDefinition) => void;
}

/**
 * Emits one event of a documented type into an application, within the caller's transaction; resolves to its id. See
 * `emit` for what it rejects with.
 */
export type Produce<Payload> = (
  tx: Transaction,
  application: string,
  payload: Payload,
  options?: ProduceOptions<Payload>,
) => Promise<string>;

/** One method per event type, named after it: `BULK_UPLOAD.COMPLETED` is `bulkUploadCompleted`. */
export type Producer<Definition extends EventTypeDefinition> = {
  readonly [Type in Definition as MethodName<Type['name']>]: Produce<ValueOf<Type['schema']>>;
};

/** The method of one event type; its payload's type comes from the schema. */
export function producing<Definition extends EventTypeDefinition>(
  eventType: Definition,
): Produce<ValueOf<Definition['schema']>> {
  return async (tx, application, payload, { validate, ...options } = {}) => {
    validate?.(payload, eventType);
    return emit(tx, application, { ...options, type: eventType.name, payload });
  };
}

/** The methods of several event types. */
export function producerOf<Definition extends EventTypeDefinition>(
  eventTypes: readonly Definition[],
): Producer<Definition> {
  const methods = eventTypes.map((eventType) => [methodName(eventType.name), producing(eventType)]);
  // The keys are those that the type spells: a spec holds `methodName` and `MethodName` together.
  return Object.fromEntries(methods) as Producer<Definition>;
}
