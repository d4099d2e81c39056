/** Signature schemes that cannot sign one request together. */
export class IncompatibleSchemesError extends Error {
  override readonly name = 'IncompatibleSchemesError';

  constructor(
    readonly schemes: readonly string[],
    message: string,
  ) {
    super(message);
  }
}
