import pg from 'pg';

/**
 * Resolves once the server at `url` has let us in.
 *
 * @throws what the driver says when it has not within `timeoutMs`.
 */
export async function pingDatabase(url: string, timeoutMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined); // it may never have connected
  }
}
