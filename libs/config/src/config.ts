import type { LogLevel } from './env.js';
import type { Limits } from './limit-definitions.js';
import type { OwnHost } from './own-host.js';
import type { RedisServers } from './redis-servers.js';

/** Everything that a process of Postrider is told from outside. Frozen all the way down. */
export interface Config {
  readonly http: { readonly host: string; readonly port: number };
  readonly database: { readonly url: string; readonly poolSize: number };
  /** Undefined: the queue lives in the database. */
  readonly redis: { readonly url: string; readonly servers: RedisServers } | undefined;
  readonly egress: EgressConfig;
  /** Origins whose pages may call the API. */
  readonly portalOrigins: readonly string[];
  /** CIDR ranges of the proxies whose `x-forwarded-for` is believed. */
  readonly trustedProxies: readonly string[];
  /** Connections of one dispatcher to one host and port. */
  readonly maxPerHost: number;
  readonly retentionDays: number;
  /** Undefined: the audit log is kept. */
  readonly auditRetentionDays: number | undefined;
  readonly limits: Limits;
  /** The text of the key-encryption keys; `#signing` parses it. */
  readonly masterKeys: string;
  readonly adminKey: string | undefined;
  readonly logLevel: LogLevel;
  /** Absolute path. */
  readonly dataDir: string;
}

export interface EgressConfig {
  /** CIDR ranges that endpoints may point to besides public addresses. */
  readonly allow: readonly string[];
  readonly allowHttp: boolean;
  /** Under which this installation is reached: no endpoint may point there. */
  readonly ownHosts: readonly OwnHost[];
  /** Nobody asked for `allow` and `allowHttp`: they are open because the server itself can only be reached locally. */
  readonly openedForLocalUse: boolean;
}

/** What the environment says in embedded mode, where the start itself provides what is undefined. */
export interface EmbeddedConfig extends Omit<Config, 'database' | 'masterKeys'> {
  readonly database: { readonly url: string | undefined; readonly poolSize: number };
  readonly masterKeys: string | undefined;
}
