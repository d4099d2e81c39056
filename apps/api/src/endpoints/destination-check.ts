import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  EgressRefused,
  LookupFailed,
  checkUrl,
  resolveDestination,
  type EgressRules,
  type HostLookup,
} from '#delivery';
import { EGRESS_RULES, HOST_LOOKUP } from '../core/tokens.js';
import { ProblemError, validationFailed } from '../http/problem-error.js';

/**
 * Judges where an endpoint points before it is stored. The authority is the moment of connecting, which judges
 * again; this spares people an endpoint that could never be called.
 */
@Injectable()
export class DestinationCheck {
  readonly #log = new Logger(DestinationCheck.name);

  constructor(
    @Inject(EGRESS_RULES) private readonly rules: EgressRules,
    @Inject(HOST_LOOKUP) private readonly lookup: HostLookup,
  ) {}

  /**
   * The URL as parsed, which is what is stored and called. A name that does not resolve now may do so later.
   *
   * @throws ProblemError `validation_failed` when it is no URL, `destination_not_allowed` when it may not be called
   */
  async check(url: string): Promise<string> {
    try {
      const destination = checkUrl(url, this.rules);
      await resolveDestination(destination, this.rules, this.lookup).catch(acceptUnresolved);
      return destination.href;
    } catch (error) {
      if (!(error instanceof EgressRefused)) throw error;
      throw this.#refusal(error);
    }
  }

  /** Whoever asks is not told why: that would be a way to map the network from inside. */
  #refusal({ code, reason, message }: EgressRefused): ProblemError {
    if (code === 'url_malformed' || code === 'url_too_long') {
      return validationFailed([{ pointer: '/url', detail: 'must be a URL of at most 2,048 characters' }]);
    }
    this.#log.warn('endpoint refused', { code, reason });
    return new ProblemError('destination_not_allowed', { errors: [{ pointer: '/url', detail: message }] });
  }
}

function acceptUnresolved(error: unknown): void {
  if (!(error instanceof LookupFailed)) throw error;
}
