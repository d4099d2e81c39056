import pg from 'pg';

export interface StatementCost {
  /** The first line of the statement that says something. */
  readonly statement: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly rows: number;
}

/** Takes effect with the server's next start. */
export async function loadStatementStatistics(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`alter system set shared_preload_libraries = 'pg_stat_statements'`);
    await client.query(`alter system set pg_stat_statements.track = 'all'`).catch(() => undefined);
  } finally {
    await client.end();
  }
}

/** Forgets what the statements cost so far: from here on the measured part is counted. */
export async function resetStatementStatistics(database: pg.Pool): Promise<void> {
  await database.query('create extension if not exists pg_stat_statements');
  await database.query('select pg_stat_statements_reset()');
}

/** The statements that the server spent most time in, the dearest first. */
export async function readStatementStatistics(database: pg.Pool, limit: number): Promise<StatementCost[]> {
  const { rows } = await database.query<StatementCost>(
    `select regexp_replace(left(query, 400), '\\s+', ' ', 'g') as statement, calls::float8 as calls,
            total_exec_time as "totalMs", mean_exec_time as "meanMs", rows::float8 as rows
     from pg_stat_statements order by total_exec_time desc limit $1`,
    [limit],
  );
  return rows;
}
