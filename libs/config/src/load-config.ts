import { resolve } from 'node:path';
import { validateSync } from 'class-validator';
import { isLoopbackHost } from './cidr.js';
import type { Config, EgressConfig, EmbeddedConfig } from './config.js';
import { findLimitFaults, limitVariableNames, readLimits } from './read-limits.js';
import { Env, commaSeparated, variableNames } from './env.js';
import type { LogLevel } from './env.js';
import { parseOwnHost } from './own-host.js';
import { parseRedisUrl } from './redis-servers.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment is faulty. Names every faulty variable and never a value, so it may be printed and logged. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly remedy = 'see .env.example';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('; '));
  }
}

const defaultPoolSize = 10;
const defaultRetentionDays = 30;
const defaultMaxPerHost = 128;
const loopbackRanges = ['127.0.0.0/8', '::1/128'];

/** A variable that is set to nothing counts as not set: compose files and shells produce such by accident. */
function setVariables<Name extends string>(environment: Environment, names: readonly Name[]) {
  const texts: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = environment[name]?.trim();
    if (text !== undefined && text !== '') texts[name] = text;
  }
  return texts;
}

function findFaults(env: Env, embedded: boolean): string[] {
  const malformed = validateSync(env).flatMap(({ constraints }) => Object.values(constraints ?? {}).slice(0, 1));
  const demanded = embedded ? [] : (['DATABASE_URL', 'POSTRIDER_MASTER_KEY'] as const);
  const missing = demanded.filter((name) => env[name] === undefined).map((name) => `${name} must be set`);
  return [...missing, ...malformed];
}

/**
 * In embedded mode on a loopback address the receivers of a developer are on the same machine, so loopback and
 * `http:` are open until one of the two variables says what is wanted. Everywhere else nothing is open by default.
 */
function egressOf(env: Env, host: string, embedded: boolean): EgressConfig {
  const ownHosts = commaSeparated(env.EGRESS_OWN_HOSTS ?? '').flatMap((text) => parseOwnHost(text) ?? []);
  const silent = env.EGRESS_ALLOW === undefined && env.EGRESS_HTTP === undefined;
  if (embedded && silent && isLoopbackHost(host)) {
    return { allow: loopbackRanges, allowHttp: true, ownHosts, openedForLocalUse: true };
  }
  return {
    allow: commaSeparated(env.EGRESS_ALLOW ?? ''),
    allowHttp: env.EGRESS_HTTP === 'true',
    ownHosts,
    openedForLocalUse: false,
  };
}

function redisOf(url: string | undefined): Config['redis'] {
  const servers = url === undefined ? undefined : parseRedisUrl(url);
  return url === undefined || servers === undefined ? undefined : { url, servers };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}

/**
 * Reads the configuration from `environment`. In embedded mode the database and the master key may be left
 * out; any other mode must be given both. Throws a `ConfigError` that names all faults at once.
 */
export function loadConfig(environment: Environment, mode: { embedded: true }): EmbeddedConfig;
export function loadConfig(environment: Environment, mode?: { embedded: false }): Config;
export function loadConfig(environment: Environment, { embedded } = { embedded: false }): EmbeddedConfig {
  const env = Object.assign(new Env(), setVariables(environment, variableNames));
  const limits = setVariables(environment, limitVariableNames);
  const faults = [...findFaults(env, embedded), ...findLimitFaults(limits)];
  if (faults.length > 0) throw new ConfigError(faults);
  const host = env.HOST ?? '127.0.0.1';
  return deepFreeze({
    http: { host, port: Number(env.PORT ?? 3000) },
    database: { url: env.DATABASE_URL, poolSize: Number(env.DATABASE_POOL_SIZE ?? defaultPoolSize) },
    redis: redisOf(env.REDIS_URL),
    egress: egressOf(env, host, embedded),
    portalOrigins: commaSeparated(env.PORTAL_ORIGINS ?? ''),
    trustedProxies: commaSeparated(env.TRUSTED_PROXIES ?? ''),
    maxPerHost: Number(env.EGRESS_MAX_PER_HOST ?? defaultMaxPerHost),
    retentionDays: Number(env.RETENTION_DAYS ?? defaultRetentionDays),
    auditRetentionDays: env.AUDIT_RETENTION_DAYS === undefined ? undefined : Number(env.AUDIT_RETENTION_DAYS),
    limits: readLimits(limits),
    masterKeys: env.POSTRIDER_MASTER_KEY,
    adminKey: env.POSTRIDER_ADMIN_KEY,
    // Embedded, the log shares a terminal with a person.
    logLevel: (env.LOG_LEVEL ?? (embedded ? 'warn' : 'info')) as LogLevel,
    dataDir: resolve(env.POSTRIDER_DATA_DIR ?? '.postrider'),
  });
}
