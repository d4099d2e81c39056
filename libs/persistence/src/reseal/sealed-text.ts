import { UnsealError, seal, unseal, type MasterKeys } from '#signing';

/** A sealed text in its row. */
export interface SealedText {
  /** The row's primary key. */
  readonly place: readonly string[];
  readonly sealed: string;
  readonly context: string;
}

export interface ResealedText extends SealedText {
  readonly resealed: string;
}

/** The text under the first master key, or why it does not open. */
export function resealText(masterKeys: MasterKeys, text: SealedText): ResealedText | UnsealError {
  try {
    return { ...text, resealed: seal(masterKeys, unseal(masterKeys, text.sealed, text.context), text.context) };
  } catch (error) {
    if (error instanceof UnsealError) return error;
    throw error;
  }
}
