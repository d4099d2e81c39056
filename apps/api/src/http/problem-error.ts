import { problems, type ProblemCode } from './problems.js';

/** One fault of a request. */
export interface Fault {
  /** JSON Pointer (RFC 6901) into the body, or into the query taken as an object. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemOptions {
  /** A sentence about this occurrence; the title says it when there is nothing to add. */
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refusal that the client is told of, by a code of the catalogue. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    private readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? problems[code].title, { cause: options.cause });
    this.status = problems[code].status;
    this.headers = options.headers ?? {};
  }

  /** The body as RFC 9457 writes it, but for what belongs to the request (`instance`, `requestId`). */
  toJSON(): ProblemBody {
    const { title, status } = problems[this.code];
    const { detail, errors } = this.options;
    return {
      type: `urn:postrider:problem:${this.code}`,
      title,
      status,
      code: this.code,
      ...(detail !== undefined && { detail }),
      ...(errors !== undefined && { errors }),
    };
  }
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly Fault[];
}

/** Faults shown of one request; the rest is cut. */
export const maxFaults = 50;

/** The body does not hold what the route asks for. */
export function validationFailed(errors: readonly Fault[]): ProblemError {
  return new ProblemError('validation_failed', { errors: errors.slice(0, maxFaults) });
}
