import type { Header } from '#events';

/** One request as it goes on the wire. Signing, envelope and headers are done; nothing is added but framing. */
export interface OutgoingRequest {
  /** As `checkUrl` returned it at registration; it is checked again here. */
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: Buffer | string;
  /** One absolute deadline for everything: waiting for a connection, DNS, connect, TLS, request and response. */
  readonly timeoutMs: number;
}

/** What an attempt was doing when it ended badly. */
export type ExchangePhase = 'wait' | 'dns' | 'connect' | 'tls' | 'request' | 'headers' | 'body';

export type FaultKind =
  | 'timed_out'
  | 'dns_failed'
  | 'connection_refused'
  | 'connection_reset'
  | 'tls_failed'
  | 'blocked'
  | 'too_large'
  | 'malformed_response'
  | 'sender_failed';

/** What is worth telling about a certificate that was not accepted. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly names: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

export interface Fault {
  readonly phase: ExchangePhase;
  readonly kind: FaultKind;
  /** The code of the layer that failed: `ECONNRESET`, `CERT_HAS_EXPIRED`, `invalid_http`, `address_not_allowed`. */
  readonly code: string;
  /** For the operator's log: it may name internal addresses, so it is not for the owner of an endpoint. */
  readonly message: string;
  /** Whether the receiver may have read, and so processed, the request. */
  readonly requestSent: boolean;
  readonly certificate?: CertificateFacts;
}

export interface ExchangeResponse {
  readonly status: number;
  /** In the order and case they came, repeated ones included, bytes read as Latin-1. */
  readonly headers: readonly Header[];
  /** The first bytes as they came, still in whatever `Content-Encoding` says. */
  readonly body: Buffer;
  /** The body was longer than what is kept, or it ended early: see `fault` for the second. */
  readonly truncated: boolean;
}

/** Milliseconds, to a tenth. A phase that did not take place (a reused connection has no `connectMs`) is absent. */
export interface ExchangeTimings {
  /** For a connection to the origin to become free. */
  readonly waitMs?: number;
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  /** From handing over the request to the first byte of an answer. */
  readonly firstByteMs?: number;
  readonly totalMs: number;
}

/** Everything one attempt saw. `response` and `fault` are both there when the body was cut after the status. */
export interface Exchange {
  readonly startedAt: Date;
  readonly timings: ExchangeTimings;
  readonly remoteAddress?: string;
  readonly reusedConnection: boolean;
  /** A kept connection had died unnoticed, and the request was made once more on a new one. */
  readonly retriedFreshSocket: boolean;
  readonly response?: ExchangeResponse;
  readonly fault?: Fault;
}
