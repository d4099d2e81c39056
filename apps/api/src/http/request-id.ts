import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Tells processes apart; a counter tells their requests apart, where random bytes for each would cost more. */
const processPart = randomBytes(8).toString('base64url');
let count = 0;

/** The caller's own id of the request if it is harmless, so that logs on both sides can be matched; else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given)) return given;
  count += 1;
  return `req_${processPart}${count.toString(36)}`;
}
