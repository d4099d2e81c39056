import { types } from 'node:util';
import { sqlStateOf } from './sql-state.js';

/** What the operating system says when a server cannot be reached. */
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

/** SQLSTATEs of a server that shuts down, starts up, refuses connections or has become a standby. */
const serverStates = new Set(['57P01', '57P02', '57P03', '53300', '25006']);

/** Prisma's names for the same. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);

/** What `pg` says without a code: its pool waited in vain, or its connection was cut. */
const messages = /^(?:timeout exceeded when trying to connect|Connection terminated)/;

/** Whether the database, not the statement, is the reason: the same call may well work later. */
export function isUnavailable(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  if (messages.test(error.message)) return true;
  const code = sqlStateOf(error) ?? '';
  if (connectionCodes.has(code) || serverStates.has(code) || prismaCodes.has(code) || /^08.{3}$/.test(code))
    return true;
  return error.cause !== undefined && isUnavailable(error.cause);
}
