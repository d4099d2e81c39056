import type { Queryable } from '../database.js';
import { deliveryColumns, scheduleJoin, type ListedDelivery } from './list-deliveries.js';

export interface FoundDelivery extends ListedDelivery {
  /** The policy of its endpoint as stored, a name or an object; null when the endpoint is deleted. */
  readonly retryPolicy: unknown;
  /** Attempts since the last redelivery: what the policy counts. */
  readonly policyAttempts: number;
  /** The first of them, from which the policy's window counts; null before it. */
  readonly policyFirstAttemptAt: Date | null;
}

/** One delivery of an application, by primary key. */
export async function findDelivery(
  db: Queryable,
  applicationId: string,
  id: string,
): Promise<FoundDelivery | undefined> {
  const { rows } = await db.query<FoundDelivery>({
    name: 'find-delivery',
    text: `
      select ${deliveryColumns}, e.retry_policy as "retryPolicy", coalesce(o.attempt_count, 0) as "policyAttempts",
             o.first_attempt_at as "policyFirstAttemptAt"
      from postrider.delivery d ${scheduleJoin} left join postrider.endpoint e on e.id = d.endpoint_id
      where d.id = $1 and d.application_id = $2`,
    values: [id, applicationId],
  });
  return rows[0];
}
