/** What a start cannot go on without: said in one line, with how to mend it. */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
