/** Why a key was refused. Stable: the API repeats them to its clients. */
export type InvalidKeyReason =
  | 'malformed'
  | 'too_short'
  | 'too_long'
  | 'too_weak'
  | 'wrong_type'
  | 'wrong_curve'
  | 'not_private'
  | 'encrypted'
  | 'mismatched'
  | 'keyless_scheme'
  | 'no_active_key';

/** A key that cannot be used. The message never repeats any part of the key. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';

  constructor(
    readonly reason: InvalidKeyReason,
    message: string,
  ) {
    super(message);
  }
}
