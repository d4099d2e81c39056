/** One server by its URL, a cluster by the URLs of some of its nodes, or a master that Sentinels name. */
export type RedisServers =
  | { readonly kind: 'standalone'; readonly url: string }
  | { readonly kind: 'cluster'; readonly urls: readonly string[] }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly { readonly host: string; readonly port: number }[];
      readonly masterName: string;
      readonly username?: string;
      readonly password?: string;
      readonly database: number;
    };

const sentinelUrl = /^redis\+sentinel:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/@]+)\/([\w.-]+)(?:\/(\d{1,2}))?$/;
const sentinelPort = 26_379;

function isRedisUrl(text: string): boolean {
  return URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '';
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a stray percent sign: the caller reports the variable as malformed
  }
}

function parseSentinelNode(text: string): { host: string; port: number } | undefined {
  const node = `redis://${text.trim()}`;
  if (!isRedisUrl(node)) return undefined;
  const { hostname, port } = new URL(node);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? sentinelPort : Number(port) };
}

function parseSentinelUrl(text: string): RedisServers | undefined {
  const match = sentinelUrl.exec(text);
  if (match === null) return undefined;
  const [, user = '', secret = '', nodes = '', masterName = '', database = '0'] = match;
  const sentinels = nodes.split(',').map(parseSentinelNode);
  const username = decoded(user);
  const password = decoded(secret);
  if (username === undefined || password === undefined) return undefined;
  if (!sentinels.every((node) => node !== undefined)) return undefined;
  return {
    kind: 'sentinel',
    sentinels,
    masterName,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    database: Number(database),
  };
}

/**
 * `redis://` and `rediss://` name one server, several of them separated by commas name nodes of a cluster, and
 * `redis+sentinel://[user:password@]host[:port],…/master-name[/database]` names Sentinels; credentials there are
 * the master's. `undefined` when the text is none of these.
 */
export function parseRedisUrl(text: string): RedisServers | undefined {
  if (text.startsWith('redis+sentinel:')) return parseSentinelUrl(text);
  const urls = text.split(',').map((part) => part.trim());
  if (!urls.every(isRedisUrl)) return undefined;
  const [only = ''] = urls;
  return urls.length === 1 ? { kind: 'standalone', url: only } : { kind: 'cluster', urls };
}
