import { HandshakeFailed } from './connection/secure-socket.js';
import { DeadlineExpired } from './connection/deadline.js';
import { ResponseRefused } from './connection/reply.js';
import { LookupFailed } from './egress/host-lookup.js';
import { EgressRefused } from './egress/refusal.js';
import type { ExchangePhase, Fault, FaultKind } from './exchange.js';

/** Codes of the layers below, by what they say about the receiver. */
const kinds: Readonly<Record<string, FaultKind>> = {
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  EHOSTDOWN: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  ENETDOWN: 'connection_refused',
  ETIMEDOUT: 'timed_out',
  ECONNRESET: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  invalid_http: 'malformed_response',
};

/** Ours are the process's limits: files, ports, memory, and a firewall of this machine. */
const ownCodes = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'EADDRINUSE',
  'EACCES',
  'EPERM',
  'UND_ERR_INVALID_ARG',
]);

/** An error of any layer as data. */
export function describeFault(error: Error, phase: ExchangePhase, requestSent: boolean): Fault {
  const certificate = error instanceof HandshakeFailed ? error.certificate : undefined;
  return {
    phase,
    kind: kindOf(error, phase),
    code: codeOf(error),
    message: error instanceof EgressRefused ? error.reason : error.message,
    requestSent,
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function kindOf(error: Error, phase: ExchangePhase): FaultKind {
  if (error instanceof DeadlineExpired) return 'timed_out';
  if (error instanceof EgressRefused) return 'blocked';
  if (error instanceof LookupFailed) return 'dns_failed';
  if (error instanceof ResponseRefused) return error.code === 'head_too_large' ? 'too_large' : 'malformed_response';

  const code = codeOf(error);
  const known = kinds[code];
  if (known !== undefined) return known;
  if (ownCodes.has(code)) return 'sender_failed';
  // undici gives one code to a close without an answer and to answers that HTTP does not allow at that point.
  if (code === 'UND_ERR_SOCKET') return error.message.startsWith('bad ') ? 'malformed_response' : 'connection_reset';
  // A body shorter than its length was cut; before the body, undici says this of two lengths that differ.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH')
    return phase === 'body' ? 'connection_reset' : 'malformed_response';
  // Under TLS 1.3 a receiver that misses a client certificate says so only when the handshake is over here.
  if (phase === 'tls' || code.startsWith('ERR_SSL_')) return 'tls_failed';
  // undici asserts what a parser lets through and HTTP does not allow: a status below 100.
  if (code === 'ERR_ASSERTION' && phase === 'headers') return 'malformed_response';
  if (code.startsWith('ERR_')) return 'sender_failed';
  return phase === 'connect' ? 'connection_refused' : 'connection_reset';
}

function codeOf(error: Error): string {
  // undici means to give its parser's code, but leaves it undefined.
  if (error.name === 'HTTPParserError') return 'invalid_http';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
