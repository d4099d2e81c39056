import type { Queryable } from '../database.js';
import { attemptColumns, type ListedAttempt } from './list-attempts.js';

/** One attempt of an application's, by primary key, as its delivery is: that says whose it is. */
export async function findAttempt(
  db: Queryable,
  applicationId: string,
  id: string,
): Promise<ListedAttempt | undefined> {
  const { rows } = await db.query<ListedAttempt>({
    name: 'find-attempt',
    text: `
      select ${attemptColumns}
      from postrider.attempt a
      where a.id = $1
        and exists (select from postrider.delivery d where d.id = a.delivery_id and d.application_id = $2)`,
    values: [id, applicationId],
  });
  return rows[0];
}
