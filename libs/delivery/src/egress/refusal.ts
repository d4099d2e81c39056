export type EgressRefusalCode =
  | 'url_malformed'
  | 'url_too_long'
  | 'scheme_not_allowed'
  | 'credentials_in_url'
  | 'host_not_allowed'
  | 'port_not_allowed'
  | 'address_not_allowed';

/**
 * A destination that must not be reached. The message is the same for all of them, so that nobody maps a network
 * by asking; `reason` says what was found and is for the operator's log alone.
 */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';

  constructor(
    readonly code: EgressRefusalCode,
    readonly reason: string,
  ) {
    super('destination not allowed');
  }
}
