import { types } from 'node:util';

/** The innermost reason: drivers wrap it, and Node gathers one per address that it tried. */
function rootOf(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return rootOf(error.errors[0]);
  return error.cause === undefined ? error : rootOf(error.cause);
}

/** The innermost reason on one line, without the credentials that a URL in it may hold. */
export function reasonOf(error: unknown): string {
  const root = rootOf(error);
  const text = types.isNativeError(root) ? root.message || root.name : String(root);
  return (text.split('\n')[0] ?? '').replace(/\/\/[^@/\s]*@/g, '//').trim();
}

/** Codes of Node and of PostgreSQL for a server that is not there or lets nobody in. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  '28000',
  '28P01',
  '3D000',
  '53300',
  '57P03',
]);

type SystemError = Error & { readonly code?: unknown; readonly syscall?: unknown; address?: string; port?: number };

/** A port that cannot be listened on. Nothing but the API listens, so the variables at fault are known. */
function describeListenFault({ code, address, port }: SystemError): string | undefined {
  const place = `${address ?? ''}:${port ?? ''}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${place} is in use (set PORT to another port)`;
    case 'EACCES':
      return `this user may not listen on ${place} (set PORT to 1024 or higher)`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'HOST is no address of this machine (set HOST to 127.0.0.1, 0.0.0.0 or one of its own)';
    default:
      return undefined;
  }
}

function describeSystemError(error: SystemError): string | undefined {
  if (error.syscall === 'listen' || (error.syscall === 'getaddrinfo' && error.port !== undefined)) {
    return describeListenFault(error);
  }
  if (!unreachable.has(String(error.code))) return undefined;
  return `a server cannot be reached: ${reasonOf(error)} (check DATABASE_URL and REDIS_URL)`;
}

/**
 * One line for a fault that a person can mend, of any library: an error that carries its own `remedy`, a master
 * key, a port or a server. Undefined for a mistake of ours, which deserves its stack.
 */
export function describeFault(error: unknown): string | undefined {
  if (!types.isNativeError(error)) return undefined;
  if ('remedy' in error && typeof error.remedy === 'string') return `${error.message} (${error.remedy})`;
  if (error.name === 'InvalidMasterKeyError')
    return `POSTRIDER_MASTER_KEY: ${reasonOf(error).replace(/\.$/, '')} (see .env.example)`;
  const root = rootOf(error);
  return types.isNativeError(root) ? describeSystemError(root) : undefined;
}
