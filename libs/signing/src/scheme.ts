import type { SigningKey, VerifyingKey } from './key.js';

export type Header = readonly [name: string, value: string];

/** One attempt, as it is about to be sent. */
export interface SigningInput {
  /** The event's id. */
  readonly id: string;
  /** When this attempt is made, in whole unix seconds. */
  readonly timestamp: number;
  /** The exact bytes of the request body. */
  readonly body: Uint8Array;
  readonly method: string;
  /** The absolute URL that the request goes to. */
  readonly url: string;
  readonly options?: SigningOptions;
}

export interface SigningOptions {
  /** `grid`: the header as JSON (`{"v":"1","s":"…"}`, the default) or the bare base64. */
  readonly headerForm?: 'json' | 'bare';
}

/** A request as a receiver sees it, `header` taking lower-case names. */
export interface ReceivedRequest {
  readonly body: Uint8Array;
  readonly method: string;
  readonly url: string;
  header(name: string): string | undefined;
}

export interface Tolerance {
  /** How far, in seconds, the signature's timestamp may lie from `now` on either side. */
  readonly toleranceSeconds: number;
  readonly now: Date;
}

/** Why a request was not accepted. */
export type VerificationFailure =
  'missing_header' | 'malformed_header' | 'too_old' | 'too_new' | 'body_mismatch' | 'no_match';

/**
 * What a header holds. Schemes used together may share a header of the first three roles, because its value is
 * the same for all of them or is a list that each adds to.
 */
export type HeaderRole = 'event_id' | 'timestamp' | 'signature_list' | 'own';

/** Signatures that are read from one request; each costs a receiver a comparison or an elliptic curve operation. */
export const maxSignatures = 16;

/** In what form a scheme's keys come; `none` for a scheme without any. */
export type KeyFormat = 'none' | 'whsec' | 'text' | 'ed25519' | 'p256';

/** How a request is signed on the wire. */
export interface SignatureScheme {
  readonly name: string;
  readonly kind: 'symmetric' | 'asymmetric' | 'none';
  readonly keyFormat: KeyFormat;
  /** Whether the headers hold a signature by every active key, or by the newest alone. */
  readonly carriesSeveral: boolean;
  /** The headers it writes, by lower-case name. */
  readonly headers: Readonly<Record<string, HeaderRole>>;
  /** `keys` holds at least one key, and exactly one unless `carriesSeveral`; none for `none`. */
  sign(keys: readonly SigningKey[], input: SigningInput): readonly Header[];
  /** Undefined if any of `keys` made any of the signatures. */
  verify(
    keys: readonly VerifyingKey[],
    request: ReceivedRequest,
    tolerance: Tolerance,
  ): VerificationFailure | undefined;
}
