import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from './generated/prisma/client.js';
import { withRetries } from './retryable.js';

/** A pool or one client of it: what a SQL function needs. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Connections of each of the two pools. */
  readonly poolSize: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
}

/**
 * The connections of one process. `reads` serves Prisma and the listings; `hot` serves ingest, lane reads,
 * recording and the sweep, whose plans are pinned.
 */
export interface Database {
  readonly prisma: PrismaClient;
  readonly reads: pg.Pool;
  readonly hot: pg.Pool;
  /** A transaction of Prisma's, run again when it was the one that had to give way in a deadlock. */
  change<T>(work: (transaction: Prisma.TransactionClient) => Promise<T>): Promise<T>;
  transaction<T>(work: (client: Queryable) => Promise<T>): Promise<T>;
  /** A transaction on a connection of `hot`. */
  hotTransaction<T>(work: (client: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Plans of the hot path. Its tables change faster than their statistics, and with young statistics the planner
 * scans; every one of its statements is an index lookup by construction, so it is told to do nothing else and
 * to plan once.
 *
 * Settings alone do not hold it to that: where a table was empty when it was last analyzed, walking a whole index looks
 * as cheap as a lookup, and the plan stays until the next analysis, a minute later, whatever has been owed meanwhile.
 * So each statement bounds every table by itself: by a condition on a parameter, or by a lateral subquery with a limit,
 * which the planner cannot turn around. `hot-plans.e2e-spec.ts` looks at the plans over empty tables.
 */
const hotPathSettings = [
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_seqscan=off',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
];

/**
 * A list is a walk along an index by construction, and would be sorted by none other (ADR 7). Sorts are told off because
 * the planner takes conditions over two columns for nearly impossible: where it expects a row of each partition it would
 * read everything that an application has and sort it. What is sorted by construction, a page at most, still is.
 */
const readSettings = ['enable_seqscan=off', 'enable_bitmapscan=off', 'enable_sort=off', 'jit=off'];

/** How long one waits for a connection, and how long a statement of `reads` may take. */
const connectionTimeoutMs = 5_000;
const statementTimeoutMs = 30_000;

/**
 * Prisma's own 2 s and 5 s would refuse what merely waits: as long for a connection as everybody else, and as long for
 * the transaction as one of its statements may take.
 */
const transactionOptions = { maxWait: connectionTimeoutMs, timeout: statementTimeoutMs };

const startupOptions = (settings: readonly string[]): string => settings.map((setting) => `-c ${setting}`).join(' ');

export function openDatabase(options: DatabaseOptions): Database {
  const base = {
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
  };
  const reads = new pg.Pool({
    ...base,
    options: startupOptions([`statement_timeout=${statementTimeoutMs}`, ...readSettings]),
  });
  const hot = new pg.Pool({ ...base, options: startupOptions(['statement_timeout=60s', ...hotPathSettings]) });
  // A pool tells here of connections that died idle; the next query opens another, and tells if it cannot.
  for (const pool of [reads, hot]) pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(reads, { schema: 'postrider' }), transactionOptions });
  return {
    prisma,
    reads,
    hot,
    change: (work) => withRetries(() => prisma.$transaction(work)),
    transaction: (work) => inTransaction(reads, work),
    hotTransaction: (work) => inTransaction(hot, work),
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([reads.end(), hot.end()]);
    },
  };
}

/** Runs `work` in one transaction of `pool`: commits when it resolves, rolls back when it throws. */
async function inTransaction<T>(pool: pg.Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  // Between two statements a connection that dies is told of here alone, and nobody listening would end the process.
  const onDeath = (): void => {
    broken = true;
  };
  client.on('error', onDeath);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A rollback that fails means a dead connection, which the pool must not hand out again.
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.off('error', onDeath);
    client.release(broken);
  }
}
