import { isIPv6 } from 'node:net';

/** A name or an address of this installation itself; without a port, all of them. */
export interface OwnHost {
  readonly host: string;
  readonly port?: number;
}

/** Reads `api.example.com`, `203.0.113.7:8443`, `2001:db8::7` or `[2001:db8::7]:8443`; undefined for anything else. */
export function parseOwnHost(text: string): OwnHost | undefined {
  const [, host, port] = /^(\[[0-9A-Fa-f.:]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(isIPv6(text) ? `[${text}]` : text) ?? [];
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}/`)) return undefined;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return undefined;
  // Written as the URLs of endpoints are compared: lower case, without brackets and the dot at the end.
  const name = new URL(`http://${host}/`).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  return port === undefined ? { host: name } : { host: name, port: Number(port) };
}
