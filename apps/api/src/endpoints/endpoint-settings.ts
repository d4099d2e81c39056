import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { contractOf, type Contract } from '#events';
import type { Database } from '#persistence';
import { isDeepStrictEqual } from 'node:util';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { validationFailed } from '../http/problem-error.js';
import { checkContract } from './check-contract.js';
import { checkHeaders } from './check-headers.js';
import { checkSizes } from './check-sizes.js';
import { checkRetryPolicy, type StoredRetryPolicy } from './check-retry-policy.js';
import { faultsOfPatterns, readFilters, type CheckedSubscription } from './check-subscriptions.js';
import { DestinationCheck } from './destination-check.js';
import type { EndpointFields } from './endpoint-fields.js';

/** Fields that depend on each other or on the world, every one of them judged. */
export interface CheckedSettings {
  readonly url: string;
  readonly contract: Contract;
  readonly contractOptions: Readonly<Record<string, unknown>>;
  readonly contractValues: Readonly<Record<string, string>>;
  readonly retryPolicy: StoredRetryPolicy;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the client says nothing of them. */
  readonly subscriptions?: readonly CheckedSubscription[];
}

/** What the settings are before the client's fields are laid over them: an endpoint's own, or nothing yet. */
export type HeldSettings = Partial<Omit<CheckedSettings, 'contract' | 'subscriptions'> & { readonly contract: string }>;

const unlimited = { maxEndpointHeaders: Infinity, maxEndpointHeaderBytes: Infinity };

/** Judges the settings of an endpoint as a whole, and tells all faults at once. */
@Injectable()
export class EndpointSettings {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly destination: DestinationCheck,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** @throws ProblemError with a pointer to every fault; filters, and then the URL, are judged when there is no other */
  async check(application: ApplicationRef, fields: EndpointFields, held: HeldSettings): Promise<CheckedSettings> {
    // First, so that what is looked up below is bounded.
    const sizes = checkSizes(fields, this.limits);
    if (sizes.length > 0) throw validationFailed(sizes);
    const contractOptions = fields.contractOptions ?? held.contractOptions ?? {};
    const contractValues = fields.contractValues ?? held.contractValues ?? {};
    const settings = { options: contractOptions, values: { ...application.contractValues, ...contractValues } };
    const { contract, faults } = checkContract(fields.contract ?? held.contract ?? application.contract, settings);
    const headers = fields.headers ?? held.headers ?? {};
    // What was stored under another limit stays.
    const headerLimits = fields.headers === undefined ? unlimited : this.limits;
    const policy = checkRetryPolicy(fields.retryPolicy ?? policyOf(held, contract), '/retryPolicy');
    const patterns = fields.subscriptions?.map(({ eventType }) => eventType) ?? [];
    const all = [
      ...faults,
      ...policy.faults,
      ...(contract === undefined ? [] : checkHeaders(headers, contract, settings, headerLimits)),
      ...(await faultsOfPatterns(this.database.reads, patterns)),
    ];
    if (contract === undefined || policy.policy === undefined || all.length > 0) throw validationFailed(all);
    const subscriptions = fields.subscriptions && readFilters(fields.subscriptions);
    const url = fields.url === undefined ? (held.url ?? '') : await this.destination.check(fields.url);
    return {
      url,
      contract,
      contractOptions,
      contractValues,
      retryPolicy: policy.policy,
      headers,
      ...(subscriptions !== undefined && { subscriptions }),
    };
  }
}

/** A policy that came with the contract goes with it; one that was chosen stays. */
function policyOf(held: HeldSettings, contract: Contract | undefined): StoredRetryPolicy {
  const inherited = held.contract === undefined ? undefined : contractOf(held.contract)?.retryPolicy;
  const chosen = isDeepStrictEqual(held.retryPolicy, inherited) ? undefined : held.retryPolicy;
  return chosen ?? contract?.retryPolicy ?? 'exponential-24h';
}
