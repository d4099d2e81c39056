/** An answer as it went over the wire, but for what belongs to the connection. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The request was answered before under its idempotency key: nothing is done again. */
export class AlreadyAnswered extends Error {
  override readonly name = 'AlreadyAnswered';

  constructor(readonly answer: Answer) {
    super('the request was answered before');
  }
}

/**
 * Whether an answer was a decision about how things are, which a repeat must not take anew. A request that is itself
 * at fault (400, 413, 415, 422) did nothing, and its key is free for the corrected one; what was refused for want of
 * capacity or by a fault of ours (429, 5xx) is to be tried again.
 */
export function isKept(status: number): boolean {
  return (status >= 200 && status < 300) || status === 404 || status === 409;
}
