import type { ContractSettings, OutgoingEvent } from '../../contract.js';

/**
 * Grow documents a data set and no envelope, so the body is the payload itself and a receiver tells the two
 * events apart by `eshop_opt_in`. An endpoint may choose to get the event's name beside the payload, or the
 * payload as an array of one, as the article's word "batches" hints.
 *
 * Source: https://grow.helpscoutdocs.com/article/93-webhook-connector
 */
export function growBody(event: OutgoingEvent, { options }: ContractSettings): string {
  if (options.wrapper === 'array') return `[${event.payload}]`;
  if (options.wrapper !== 'event') return event.payload;
  const key = typeof options.eventKey === 'string' ? options.eventKey : 'event';
  return `{${JSON.stringify(key)}:${JSON.stringify(event.type)},"data":${event.payload}}`;
}
