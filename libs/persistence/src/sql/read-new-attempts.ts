import type { Queryable } from '../database.js';
import { firstUuidAt } from '../ids.js';
import { attemptSummaryColumns, type AttemptSummary } from './list-application-attempts.js';

/**
 * How late an attempt may be committed after its id was made, in milliseconds: a recorder holds an outcome for a
 * minute while the database is away, and a dispatcher's clock may be off by as much.
 */
export const maxLatenessMs = 120_000;

/**
 * A place in the order of commits, which is not the order of ids: whoever reads by ids alone misses what was committed
 * late.
 */
export interface CommitPosition {
  /** A `pg_snapshot`: what it sees lies behind. */
  readonly snapshot: string;
  /** Part of what a later snapshot sees lies behind too: what has an id up to this one. */
  readonly within?: { readonly snapshot: string; readonly upTo: string };
  /** When `snapshot` was taken, Unix time in milliseconds by the database's clock. */
  readonly atMs: number;
}

export interface NewAttempt extends AttemptSummary {
  readonly applicationId: string;
}

export interface NewAttempts {
  /** By id. */
  readonly attempts: readonly NewAttempt[];
  /** Behind them. */
  readonly position: CommitPosition;
  /** The snapshot that they were read by. */
  readonly snapshot: string;
}

/** The place of now: everything that is committed lies behind. */
export async function currentPosition(db: Queryable): Promise<CommitPosition> {
  const { rows } = await db.query<{ snapshot: string; at: Date }>({
    name: 'current-position',
    text: 'select pg_current_snapshot()::text as snapshot, now() as at',
  });
  const row = rows[0];
  if (row === undefined) throw new Error('bug: a select without a table gave no row');
  return { snapshot: row.snapshot, atMs: row.at.getTime() };
}

interface Row extends NewAttempt {
  readonly snapshot: string;
  readonly at: Date;
  readonly id: string;
}

/**
 * The attempts at endpoints of some applications that were committed behind a position: each once, whatever its id. Up
 * to now, or up to what `until` sees. At most `limit`; the position then lies within.
 *
 * Index: attempt_pkey, from two minutes before the position on. Which of these rows are new is told by the transaction
 * that wrote them: its age first, which is quick, and then whether the snapshot saw it.
 */
export async function readNewAttempts(
  db: Queryable,
  from: CommitPosition,
  options: { readonly applicationIds: readonly string[]; readonly limit: number; readonly until?: string },
): Promise<NewAttempts> {
  const { applicationIds, limit } = options;
  const until = from.within?.snapshot ?? options.until ?? null;
  const { rows } = await db.query<Row>({
    text: `
      with position as materialized (
        select $1::pg_snapshot as snapshot, pg_snapshot_xmin($1::pg_snapshot)::text::bigint as oldest,
               age(pg_snapshot_xmin($1::pg_snapshot)::xid) as age
      )
      select coalesce($2::text, pg_current_snapshot()::text) as snapshot, now() as at, found.*
      from (select) as one left join (
        select ${attemptSummaryColumns}, p.application_id as "applicationId"
        from position
        cross join lateral (
          select *, greatest(0, position.oldest + position.age - age(xmin))::text::xid8 as written_by
          from postrider.attempt
          where id >= $3 and id > $4 and age(xmin) <= position.age
          offset 0
        ) a
        join postrider.endpoint p on p.id = a.endpoint_id
        where p.application_id = any($5) and not pg_visible_in_snapshot(a.written_by, position.snapshot)
          and ($2::text is null or pg_visible_in_snapshot(a.written_by, $2::text::pg_snapshot))
        order by a.id limit $6
      ) found on true
      order by found.id`,
    values: [
      from.snapshot,
      until,
      firstUuidAt(from.atMs - maxLatenessMs),
      from.within?.upTo ?? firstUuidAt(0),
      applicationIds,
      limit,
    ],
  });
  const [first] = rows;
  if (first === undefined) throw new Error('bug: an outer join to one row gave none');
  const attempts = rows.filter(({ id }) => (id as string | null) !== null);
  return { attempts, snapshot: first.snapshot, position: positionBehind(from, first, attempts, limit) };
}

function positionBehind(from: CommitPosition, { snapshot, at }: Row, attempts: readonly Row[], limit: number) {
  const last = attempts.at(-1);
  if (last !== undefined && attempts.length === limit) return positionWithin(from, snapshot, last.id);
  // When the later snapshot was taken is not known any more, but not before this; so the next look begins early enough.
  return { snapshot, atMs: from.within === undefined ? at.getTime() : from.atMs };
}

/** The position behind one of the attempts that were read by `snapshot`. */
export function positionWithin(from: CommitPosition, snapshot: string, id: string): CommitPosition {
  return { snapshot: from.snapshot, atMs: from.atMs, within: { snapshot, upTo: id } };
}
