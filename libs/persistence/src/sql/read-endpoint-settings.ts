import type { Queryable } from '../database.js';

/** What the dispatcher must know of an endpoint to send to it; secrets are still sealed. */
export interface EndpointSettings {
  readonly id: string;
  readonly applicationId: string;
  readonly url: string;
  readonly state: 'active' | 'paused' | 'disabled';
  readonly contract: string;
  readonly contractOptions: Readonly<Record<string, unknown>>;
  readonly contractValues: Readonly<Record<string, string>>;
  readonly retryPolicy: unknown;
  readonly timeoutMs: number | null;
  readonly successStatuses: readonly number[];
  readonly ordering: 'none' | 'fifo';
  readonly rateLimit: { readonly perSecond: number; readonly burst: number } | null;
  readonly maxConcurrency: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A redelivery is running, so there may be something in its bulk lane. */
  readonly redelivering: boolean;
  readonly secrets: readonly SealedSecret[];
}

export interface SealedSecret {
  readonly id: string;
  readonly scheme: string;
  readonly sealed: string;
}

/** Selected from `endpoint` as e and `application` as a: an `EndpointSettings`, the newest secret first. */
export const endpointSettings = `
  e.id, e.application_id as "applicationId", e.url, e.state, e.contract, e.contract_options as "contractOptions",
  a.contract_values || e.contract_values as "contractValues", e.retry_policy as "retryPolicy",
  e.timeout_ms as "timeoutMs", e.success_statuses as "successStatuses", e.ordering,
  e.rate_limit as "rateLimit", e.max_concurrency as "maxConcurrency", e.headers,
  exists (select from postrider.redelivery r where r.endpoint_id = e.id and r.state = 'running') as redelivering,
  coalesce((
    select json_agg(json_build_object('id', s.id, 'scheme', s.scheme, 'sealed', s.sealed)
                    order by s.created_at desc, s.id desc)
    from (select * from postrider.secret where endpoint_id = e.id offset 0) s
    where s.expires_at is null or s.expires_at > now()
  ), '[]') as secrets`;

/**
 * Settings of several endpoints in one statement, by primary key; an endpoint that is gone has no entry. Values of
 * the application fill in for values that the endpoint does not give.
 */
export async function readEndpointSettings(
  db: Queryable,
  endpointIds: readonly string[],
): Promise<Map<string, EndpointSettings>> {
  const { rows } = await db.query<EndpointSettings>({
    name: 'read-endpoint-settings',
    text: `
      select ${endpointSettings}
      from unnest($1::uuid[]) as wanted(id)
      join postrider.endpoint e on e.id = wanted.id
      join postrider.application a on a.id = e.application_id`,
    values: [endpointIds],
  });
  return new Map(rows.map((row) => [row.id, row]));
}
