import { isHostName, isInternalName, isLoopbackName, isMetadataName } from './host-names.js';
import { assertReachable } from './judge-address.js';
import { EgressRefused } from './refusal.js';
import { isOwn, isPublicPort } from './rules.js';
import type { EgressRules } from './rules.js';
import { parseAddress } from './address.js';

const maxUrlLength = 2048;
export const loopbackAddress = '127.0.0.1';

/** A URL that may be called, as far as can be told without DNS. */
export interface CheckedUrl {
  /** The normalised URL: what is stored, shown and called. */
  readonly href: string;
  readonly origin: string;
  readonly secure: boolean;
  /** Without the brackets of an IPv6 literal. */
  readonly hostname: string;
  readonly port: number;
  /** Path and query, as in the request line. */
  readonly path: string;
}

/**
 * Checks the URL of an endpoint. What is written and what is parsed differ for many strings that look harmless
 * (`http://2130706433/`, a tab within a name), so only the parsed form is judged and given back.
 *
 * @throws EgressRefused
 */
export function checkUrl(raw: string, rules: EgressRules): CheckedUrl {
  const url = parse(raw);
  checkScheme(url, rules);
  if (url.username !== '' || url.password !== '') throw new EgressRefused('credentials_in_url', 'userinfo');

  url.hash = '';
  // A trailing dot is the same name to DNS and another one to certificates and string comparison.
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (url.href.length > maxUrlLength) throw new EgressRefused('url_too_long', `${url.href.length} characters`);

  const secure = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  checkHost(hostname, port, rules);
  return { href: url.href, origin: url.origin, secure, hostname, port, path: `${url.pathname}${url.search}` };
}

function parse(raw: string): URL {
  if (raw.length > maxUrlLength) throw new EgressRefused('url_too_long', `${raw.length} characters`);
  // The parser drops tabs and newlines anywhere and trims control characters: what a person read is not what is called.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(raw) || raw !== raw.trim()) {
    throw new EgressRefused('url_malformed', 'control characters or surrounding space');
  }
  if (!URL.canParse(raw)) throw new EgressRefused('url_malformed', 'not a URL');
  return new URL(raw);
}

function checkScheme(url: URL, rules: EgressRules): void {
  if (url.protocol === 'https:') return;
  if (url.protocol === 'http:' && rules.allowHttp) return;
  throw new EgressRefused('scheme_not_allowed', url.protocol);
}

function checkHost(hostname: string, port: number, rules: EgressRules): void {
  if (isOwn(hostname, port, rules)) throw new EgressRefused('host_not_allowed', `${hostname}:${port} is our own`);
  if (isLoopbackName(hostname)) {
    assertReachable(loopbackAddress, port, rules);
    return;
  }
  if (parseAddress(hostname) !== undefined) {
    assertReachable(hostname, port, rules);
    return;
  }
  checkName(hostname, port, rules);
}

/** Where private networks are open a name may lead to any port there, so the port is left to the moment of connecting. */
function checkName(hostname: string, port: number, rules: EgressRules): void {
  if (!isHostName(hostname)) throw new EgressRefused('url_malformed', 'not a host name');
  if (isMetadataName(hostname)) throw new EgressRefused('host_not_allowed', `${hostname} serves metadata`);
  if (rules.namesMayBeInternal) return;
  if (isInternalName(hostname)) throw new EgressRefused('host_not_allowed', `${hostname} is an internal name`);
  if (!isPublicPort(port, rules)) throw new EgressRefused('port_not_allowed', `${hostname}:${port}`);
}
