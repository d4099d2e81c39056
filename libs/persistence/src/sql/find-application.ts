import type { Queryable } from '../database.js';

export interface FoundApplication {
  /** UUID. */
  readonly id: string;
  readonly uid: string | null;
  readonly contract: string;
  readonly contractValues: Readonly<Record<string, string>>;
}

const columns = 'id, uid, contract, contract_values as "contractValues"';

/**
 * One application by its id or by its uid: a unique index each. Not through Prisma, because every event that is emitted
 * asks for its application and a cache forgets it after seconds.
 */
export async function findApplication(
  db: Queryable,
  by: { readonly id: string } | { readonly uid: string },
): Promise<FoundApplication | undefined> {
  const { rows } = await db.query<FoundApplication>(
    'id' in by
      ? {
          name: 'find-application-by-id',
          text: `select ${columns} from postrider.application where id = $1`,
          values: [by.id],
        }
      : {
          name: 'find-application-by-uid',
          text: `select ${columns} from postrider.application where uid = $1`,
          values: [by.uid],
        },
  );
  return rows[0];
}
