import type { ContractSettings, OutgoingEvent } from '../../contract.js';

/**
 * Munity's five keys. `workspace_id`, `customer_id` and `state` belong to the connection and come from the
 * contract values of application and endpoint. `integration_installed` names the state in its payload as well;
 * the two are not compared, because the payload is the producer's word and the envelope is the connection's.
 *
 * The document writes the body as Python keyword arguments; JSON with the same keys in the same order is meant.
 * Source: https://doc.munityapps.com/webhooks
 */
export function munityBody(event: OutgoingEvent, { options, values }: ContractSettings): string {
  const head = JSON.stringify({
    workspace_id: values.workspace_id ?? '',
    customer_id: values.customer_id ?? '',
    event: event.type,
    state: values.state ?? stateWhenAbsent(options.stateWhenAbsent),
  });
  return `${head.slice(0, -1)},"payload":${event.payload}}`;
}

/** `undefined` leaves the key out. */
function stateWhenAbsent(choice: unknown): '' | null | undefined {
  if (choice === 'null') return null;
  return choice === 'omitted' ? undefined : '';
}
