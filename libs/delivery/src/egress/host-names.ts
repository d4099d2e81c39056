/** Names of this very machine (RFC 6761, and the aliases that distributions put into /etc/hosts). */
const loopbackNames = /^(localhost|.+\.localhost)$/;
const loopbackAliases = /^(localhost\d*\.localdomain\d*|localhost\d+|ip6-localhost|ip6-loopback|broadcasthost)$/;

/** Names under which clouds serve metadata; no setting opens them. */
const metadataNames =
  /^((.+\.)?metadata\.google\.internal|(.+\.)?metadata\.goog|metadata|instance-data(\..+)?|(.+\.)?metadata\.(azure\.internal|tencentyun\.com|platformequinix\.com|packet\.net))$/;

/** Suffixes that are resolved inside a network only, or nowhere. */
const internalSuffixes = [
  'alt',
  'arpa',
  'cluster',
  'corp',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'onion',
  'private',
  'svc',
];

/** `localhost` and its subdomains are 127.0.0.1 by definition and are never asked of DNS. */
export function isLoopbackName(hostname: string): boolean {
  return loopbackNames.test(hostname);
}

export function isMetadataName(hostname: string): boolean {
  return metadataNames.test(hostname);
}

/** Whether `hostname` can mean something only to this machine or a private network. */
export function isInternalName(hostname: string): boolean {
  if (!hostname.includes('.') || loopbackAliases.test(hostname)) return true;
  return internalSuffixes.includes(hostname.slice(hostname.lastIndexOf('.') + 1));
}

/**
 * Whether `hostname` can be looked up in DNS (RFC 1035, section 2.3.4: labels of 63 octets, names of 253). The URL
 * parser lets through more characters than any host name has.
 */
export function isHostName(hostname: string): boolean {
  if (hostname.length > 253) return false;
  return hostname.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
}
