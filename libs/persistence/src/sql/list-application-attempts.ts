import type { DeliveryState, OutcomeClass } from '#events';
import type { Queryable } from '../database.js';
import type { Examined, PageRequest } from '../page.js';
import { examine, type Examination } from './examine.js';
import { isEndpointOf } from './is-endpoint-of.js';
import { keyRange, orderBy, walkAlong, type Span } from './key-range.js';
import { Parameters } from './parameters.js';

export interface AttemptFilter extends Span {
  readonly endpointId?: string;
  readonly outcome?: OutcomeClass;
  /** The status of the answer. */
  readonly status?: number;
}

/** An attempt without request and response. */
export interface AttemptSummary {
  readonly id: string;
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly number: number;
  readonly outcome: OutcomeClass;
  readonly diagnosis: string;
  readonly status: number | null;
  readonly durationMs: number;
  /** The state that the delivery moved to; null of attempts that are older than this column. */
  readonly deliveryState: DeliveryState | null;
}

export const attemptSummaryColumns = `
  a.id, a.delivery_id as "deliveryId", a.endpoint_id as "endpointId", a.number, a.outcome, a.diagnosis, a.status,
  a.duration_ms as "durationMs", a.delivery_state as "deliveryState"`;

/**
 * A page of the attempts at an application's endpoints, newest first, looked for in a bounded number of rows. Index:
 * attempt_failed_idx for failures of one endpoint. No other index leads from an endpoint to its attempts, for each
 * attempt would have to write it: what else is asked walks the primary key, among everybody's attempts.
 */
export async function listApplicationAttempts(
  db: Queryable,
  applicationId: string,
  filter: AttemptFilter,
  page: PageRequest,
): Promise<Examined<AttemptSummary>> {
  const { endpointId } = filter;
  if (endpointId !== undefined && !(await isEndpointOf(db, applicationId, endpointId))) return nothing;
  const parameters = new Parameters();
  const source = sourceOf(parameters, filter, page);
  const matches = conditions(parameters, applicationId, filter);
  const columns = `a.id as key, ${attemptSummaryColumns}`;
  return examine(db, parameters, { ...source, alias: 'a', columns, matches }, page);
}

const nothing = { matches: [], examinedTo: undefined };

function sourceOf(
  parameters: Parameters,
  { endpointId, outcome, ...span }: AttemptFilter,
  page: PageRequest,
): Pick<Examination, 'rows' | 'order'> {
  const range = keyRange(page, span);
  if (endpointId !== undefined && outcome !== undefined && !wentWell.includes(outcome)) {
    const walk = walkAlong(parameters, { owner: 'endpoint_id', key: 'id', ownerId: endpointId, range });
    return {
      rows: `select * from postrider.attempt
             where ${walk.where} and outcome not in ('delivered', 'acknowledged') order by ${walk.order}`,
      order: orderBy(['a.endpoint_id', 'a.id'], range),
    };
  }
  const [lower, upper] = [range.lower, range.upper].map((value) => parameters.place(value, 'uuid'));
  return {
    rows: `select * from postrider.attempt where id >= ${lower} and id < ${upper} order by ${orderBy(['id'], range)}`,
    order: orderBy(['a.id'], range),
  };
}

/** The outcomes that attempt_failed_idx leaves out. */
const wentWell: readonly OutcomeClass[] = ['delivered', 'acknowledged'];

function conditions(parameters: Parameters, applicationId: string, filter: AttemptFilter): string[] {
  const { endpointId, outcome, status } = filter;
  const texts: string[] = [];
  if (endpointId !== undefined) texts.push(`e."endpointId" = ${parameters.place(endpointId, 'uuid')}`);
  else texts.push(`e."endpointId" in (${endpointsOf(parameters.place(applicationId, 'uuid'))})`);
  if (outcome !== undefined) texts.push(`e.outcome = ${parameters.place(outcome, 'text')}`);
  if (status !== undefined) texts.push(`e.status = ${parameters.place(status, 'integer')}`);
  return texts;
}

function endpointsOf(application: string): string {
  return `select p.id from postrider.endpoint p where p.application_id = ${application}`;
}
