import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/**
 * What Nest and its `Logger` say, as lines of pino. nestjs-pino keeps one logger per process for everybody and puts
 * a middleware before every request; here two roles may share a process, and Fastify binds a request's logger.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  /** Nest tells of every route and module at its start: of interest to nobody but who debugs that. */
  log(message: unknown, ...context: unknown[]): void {
    this.#write('debug', message, context);
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.#write('debug', message, context);
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.#write('trace', message, context);
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.#write('warn', message, context);
  }

  error(message: unknown, ...context: unknown[]): void {
    this.#write('error', message, context);
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.#write('fatal', message, context);
  }

  /** Nest appends the name of the class that speaks; what else comes is fields, or an error's stack. */
  #write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const fields = Object.assign({ context }, ...rest.slice(0, -1).filter(isFields)) as object;
    if (message instanceof Error) this.logger[level]({ ...fields, err: message }, message.message);
    else this.logger[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
