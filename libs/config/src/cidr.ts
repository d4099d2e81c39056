import { isIP } from 'node:net';

/** Whether `text` is an IPv4 or IPv6 range in CIDR notation, `10.0.0.0/8`; the prefix length is not optional. */
export function isCidr(text: string): boolean {
  const match = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(text);
  const family = isIP(match?.[1] ?? '');
  return family !== 0 && Number(match?.[2]) <= (family === 4 ? 32 : 128);
}

/** Whether a server that listens on `host` can be reached from its own machine alone. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
