import pg from 'pg';

/** What `pg` was asked to run in this process since it was last asked for, over all connections, Prisma's among them. */
export interface StatementEar {
  /** The statements since the last call, each with its parameters. */
  heard(): pg.QueryConfig[];
  stop(): void;
}

type Query = (this: unknown, ...given: unknown[]) => unknown;

/**
 * Listens at the driver, since that is the one place that all statements of an API in this process pass, whoever
 * wrote them.
 */
export function listenToStatements(): StatementEar {
  let heard: pg.QueryConfig[] = [];
  const client = pg.Client.prototype as unknown as { query: Query };
  const original = client.query;
  client.query = function listened(...given) {
    const [first, values] = given;
    const config = typeof first === 'string' ? { text: first } : (first as pg.QueryConfig);
    heard.push({ text: config.text, values: config.values ?? (Array.isArray(values) ? values : []) });
    return original.apply(this, given);
  };
  return {
    heard: () => {
      const all = heard;
      heard = [];
      return all;
    },
    stop: () => {
      client.query = original;
    },
  };
}
