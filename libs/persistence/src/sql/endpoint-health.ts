import type { Queryable } from '../database.js';

/** An endpoint that has failed everything for a while. */
export interface FailingEndpoint {
  readonly endpointId: string;
  readonly applicationId: string;
  readonly url: string;
  readonly failingSince: Date;
}

const selected = `h.endpoint_id as "endpointId", e.application_id as "applicationId", e.url,
                  h.failing_since as "failingSince"`;

export interface AnnouncedEndpoint extends FailingEndpoint {
  readonly announcedAt: Date;
}

/**
 * Whether an attempt at the endpoint of h has failed from `since` on: one that has nothing to send does not fail. Known
 * some seconds late, from endpoint_hour and by its primary key.
 */
const hasFailedFrom = (since: string): string => `
  exists (
    select from postrider.endpoint_hour attempted
    where attempted.endpoint_id = h.endpoint_id and attempted.hour >= date_trunc('hour', ${since}, 'UTC')
      and attempted.last_failure_at >= ${since}
  )`;

/**
 * Active endpoints that have failed everything for `seconds`, and fail still, of which that was not announced; marks
 * them.
 */
export async function announceFailingEndpoints(db: Queryable, seconds: number): Promise<AnnouncedEndpoint[]> {
  const { rows } = await db.query<AnnouncedEndpoint>({
    name: 'announce-failing-endpoints',
    text: `
      update postrider.endpoint_health h set announced_at = now()
      from postrider.endpoint e
      where e.id = h.endpoint_id and e.state = 'active' and h.announced_at is null
        and h.failing_since < now() - $1 * interval '1 second'
        and ${hasFailedFrom(`h.failing_since + $1 * interval '1 second'`)}
      returning ${selected}, h.announced_at as "announcedAt"`,
    values: [seconds],
  });
  return rows;
}

/**
 * Disables the active endpoints that have failed everything since they were announced `seconds` ago, and fail still;
 * what they are owed is held.
 */
export async function disableFailingEndpoints(db: Queryable, seconds: number): Promise<FailingEndpoint[]> {
  const { rows } = await db.query<FailingEndpoint>({
    name: 'disable-failing-endpoints',
    text: `
      update postrider.endpoint e
      set state = 'disabled', state_since = now(), updated_at = now(),
          state_reason = 'every attempt has failed since ' || to_char(h.failing_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      from postrider.endpoint_health h
      where h.endpoint_id = e.id and e.state = 'active' and h.failing_since is not null
        and h.announced_at < now() - $1 * interval '1 second'
        and ${hasFailedFrom(`h.announced_at + $1 * interval '1 second'`)}
      returning ${selected}`,
    values: [seconds],
  });
  return rows;
}

/** Disables one endpoint for `reason`; undefined when it was not active any more. */
export async function disableEndpoint(
  db: Queryable,
  endpointId: string,
  reason: string,
): Promise<Omit<FailingEndpoint, 'failingSince'> | undefined> {
  const { rows } = await db.query<Omit<FailingEndpoint, 'failingSince'>>({
    name: 'disable-endpoint',
    text: `
      update postrider.endpoint set state = 'disabled', state_reason = $2, state_since = now(), updated_at = now()
      where id = $1 and state = 'active'
      returning id as "endpointId", application_id as "applicationId", url`,
    values: [endpointId, reason],
  });
  return rows[0];
}
