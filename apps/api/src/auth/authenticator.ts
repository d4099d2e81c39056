import { Inject, Injectable } from '@nestjs/common';
import type { Limits } from '#config';
import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import { Guesses } from '../rate-limits/guesses.js';
import { CallerLookup } from './caller-lookup.js';
import type { Caller } from './caller.js';
import { bearerCredential, digestOf, standsInQuery, type CredentialDigest } from './credential.js';

/** RFC 6750, section 3. */
const challenge = 'Bearer realm="postrider"';

/** Finds out who calls. */
@Injectable()
export class Authenticator {
  readonly #guesses: Guesses;

  constructor(
    private readonly callers: CallerLookup,
    @Inject(LIMITS) { maxFailedAuthentications }: Limits,
  ) {
    this.#guesses = new Guesses({ max: maxFailedAuthentications });
  }

  /**
   * The caller whose credential the request carries; without a promise when it called a moment ago.
   *
   * @throws ProblemError when there is none, or it is not in force, and after too many such guesses from one address
   */
  authenticate(request: FastifyRequest): Caller | Promise<Caller> {
    if (standsInQuery(request.url)) throw new ProblemError('credential_in_query');
    const header = request.headers.authorization;
    if (header === undefined) {
      throw new ProblemError('api_key_missing', { headers: { 'www-authenticate': challenge } });
    }
    const text = bearerCredential(header);
    if (text === undefined) throw notInForce();
    const digest = digestOf(text);
    return this.callers.recall(digest) ?? this.#identify(digest, request.ip);
  }

  /** A credential that was in force in this process a while ago is no guess: its callers never wait for guessers. */
  async #identify(digest: CredentialDigest, address: string): Promise<Caller> {
    const find = () => this.callers.find(digest);
    const caller = await (this.callers.isKnown(digest) ? find() : this.#guesses.attempt(address, find));
    if (caller === undefined) throw notInForce();
    return caller;
  }
}

function notInForce(): ProblemError {
  return new ProblemError('api_key_invalid', {
    headers: { 'www-authenticate': `${challenge}, error="invalid_token"` },
  });
}
