import type { Queryable } from '#persistence';
import type pg from 'pg';

export interface PlanNode {
  readonly type: string;
  /** The table that is read, where the node reads one. */
  readonly relation: string | undefined;
  readonly index: string | undefined;
  /** Over all loops. */
  readonly rows: number;
  /** Rows that a filter dropped, over all loops. */
  readonly dropped: number;
}

interface RawNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly RawNode[];
}

/** Runs every statement twice: the first time it is explained, and what was executed of its plan added to `nodes`. */
export function explaining(db: Queryable, nodes: PlanNode[]): Queryable {
  return {
    query: async <Row extends pg.QueryResultRow>({ text, values }: pg.QueryConfig) => {
      const { rows } = await db.query<{ 'QUERY PLAN': [{ readonly Plan: RawNode }] }>({
        text: `explain (analyze, format json) ${text}`,
        ...(values && { values }),
      });
      for (const row of rows) nodes.push(...executed(row['QUERY PLAN'][0].Plan));
      return db.query<Row>({ text, ...(values && { values }) });
    },
  };
}

/** The indexes of partitions, which Postgres names by itself, and the index of the whole table that each is part of. */
export async function indexesOfPartitions(db: Queryable): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ part: string; whole: string }>({
    text: `select part.relname as part, whole.relname as whole from pg_inherits
           join pg_class part on part.oid = inhrelid and part.relkind = 'i'
           join pg_class whole on whole.oid = inhparent`,
  });
  return new Map(rows.map(({ part, whole }) => [part, whole]));
}

function executed(node: RawNode): PlanNode[] {
  const loops = node['Actual Loops'];
  const own = {
    type: node['Node Type'],
    relation: node['Relation Name'],
    index: node['Index Name'],
    rows: node['Actual Rows'] * loops,
    dropped: (node['Rows Removed by Filter'] ?? 0) * loops,
  };
  return [...(loops > 0 ? [own] : []), ...(node.Plans ?? []).flatMap(executed)];
}
