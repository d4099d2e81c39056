import { isCredentialName } from '#delivery';

/** What an answer may warn of, by its stable code; docs/errors.md has them all. */
export const warningCodes = ['url_holds_credential', 'deliveries_pending'] as const;

/** Something that was done as it was asked, and that whoever asked may not have meant. */
export interface EndpointWarning {
  readonly code: (typeof warningCodes)[number];
  /** JSON Pointer (RFC 6901) into the body that was sent. */
  readonly pointer: string;
  readonly detail: string;
}

export const deliveriesPending: EndpointWarning = {
  code: 'deliveries_pending',
  pointer: '/url',
  detail: 'Deliveries are pending, and their next attempts go to the new URL.',
};

/**
 * A query travels to places where no credential should lie: histories, logs of proxies and of the receiver. Some
 * receivers offer nothing else, so it is warned of and not refused.
 *
 * @param url as it was parsed
 */
export function warningsOfUrl(url: string): EndpointWarning[] {
  const names = [...new Set(new URL(url).searchParams.keys())];
  return names.filter(isCredentialName).map((name) => ({
    code: 'url_holds_credential',
    pointer: '/url',
    detail:
      `The value of ${JSON.stringify(name)} in the query looks like a credential, and URLs lie in the logs of ` +
      'proxies and receivers. Send it in one of `headers` if the receiver takes it there.',
  }));
}
