import { StartError, reasonOf } from '#config';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a queue may take to set itself up, in milliseconds; its tables are made the first time. */
const readyMs = 15_000;

const remedy = 'check its server, and on PostgreSQL that DATABASE_URL may make tables in the schema bullmq';

/** A queue or a worker of BullMQ. */
export interface Preparing {
  waitUntilReady(): Promise<unknown>;
}

/**
 * Resolves once each of these has set itself up. Nothing else may be asked of them before: on Postgres a set-up that
 * failed stays failed for as long as the queue lives, a queue then loses every wake-up, and a worker that runs asks
 * again and again without ever letting a timer or a signal through. And one that is closed while it connects to Redis
 * waits for a job first.
 *
 * @throws StartError when one fails or takes too long; its process cannot do without.
 */
export async function queueReady(parts: readonly Preparing[]): Promise<void> {
  const settled = new AbortController();
  const late = sleep(readyMs, undefined, { signal: settled.signal }).then(() => {
    throw new Error(`not ready within ${readyMs} ms`);
  });
  // Of the two one loses, and nobody waits for that any more.
  late.catch(() => undefined);
  try {
    await Promise.race([Promise.all(parts.map((part) => part.waitUntilReady())), late]);
  } catch (cause) {
    throw new StartError(`the queue cannot be used: ${reasonOf(cause)}`, remedy, { cause });
  } finally {
    settled.abort();
  }
}
