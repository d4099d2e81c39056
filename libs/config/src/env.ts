import { IsIn, IsOptional, MinLength, ValidateBy, isInt } from 'class-validator';
import { isCidr } from './cidr.js';
import { parseOwnHost } from './own-host.js';
import { parseRedisUrl } from './redis-servers.js';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Splits a comma separated value, blanks around the commas allowed. */
export function commaSeparated(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `accepts` judges the text of a variable; `message` says what it must be and never repeats what it is. */
function Must(message: string, accepts: (text: string) => boolean): PropertyDecorator {
  return ValidateBy({
    name: 'must',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && accepts(value),
      defaultMessage: () => `$property must be ${message}`,
    },
  });
}

const isIntegerBetween = (min: number, max: number) => (text: string) =>
  /^\d{1,9}$/.test(text) && isInt(Number(text)) && Number(text) >= min && Number(text) <= max;

/** As a browser writes it in its `origin` header: no path, no default port, lower case. */
const isOrigin = (text: string) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const isPostgresUrl = (text: string) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);

/** The variables as they are written, every one optional here; what a mode demands is the loader's business. */
export class Env {
  @IsOptional()
  @Must('a port number from 0 to 65535', isIntegerBetween(0, 65_535))
  PORT?: string;

  @IsOptional()
  @Must('a host name or an IP address', (text) => /^[0-9A-Za-z.:_-]+$/.test(text))
  HOST?: string;

  @IsOptional()
  POSTRIDER_DATA_DIR?: string;

  /** Travels in an Authorization header, so it is held to visible ASCII. */
  @IsOptional()
  @MinLength(8, { message: '$property must be at least 8 characters long' })
  @Must('visible ASCII characters only', (text) => /^[\x21-\x7e]+$/.test(text))
  POSTRIDER_ADMIN_KEY?: string;

  @IsOptional()
  POSTRIDER_MASTER_KEY?: string;

  @IsOptional()
  @Must('a URL that starts with postgres:// or postgresql://', isPostgresUrl)
  DATABASE_URL?: string;

  @IsOptional()
  @Must('a number of connections from 2 to 500', isIntegerBetween(2, 500))
  DATABASE_POOL_SIZE?: string;

  @IsOptional()
  @Must(
    'redis:// or rediss:// URLs, or one redis+sentinel://host:port,host:port/master-name',
    (text) => parseRedisUrl(text) !== undefined,
  )
  REDIS_URL?: string;

  @IsOptional()
  @Must('a comma separated list of CIDR ranges such as 10.0.0.0/8', (text) => commaSeparated(text).every(isCidr))
  EGRESS_ALLOW?: string;

  @IsOptional()
  @IsIn(['true', 'false'], { message: '$property must be true or false' })
  EGRESS_HTTP?: string;

  @IsOptional()
  @Must('a comma separated list of names and addresses such as api.example.com or 203.0.113.7:8443', (text) =>
    commaSeparated(text).every((host) => parseOwnHost(host) !== undefined),
  )
  EGRESS_OWN_HOSTS?: string;

  @IsOptional()
  @Must('a comma separated list of origins such as https://portal.example.com', (text) =>
    commaSeparated(text).every(isOrigin),
  )
  PORTAL_ORIGINS?: string;

  @IsOptional()
  @Must('a comma separated list of CIDR ranges such as 10.0.0.0/8', (text) => commaSeparated(text).every(isCidr))
  TRUSTED_PROXIES?: string;

  @IsOptional()
  @Must('a number of connections from 1 to 10000', isIntegerBetween(1, 10_000))
  EGRESS_MAX_PER_HOST?: string;

  @IsOptional()
  @Must('a number of days from 1 to 3650', isIntegerBetween(1, 3650))
  RETENTION_DAYS?: string;

  @IsOptional()
  @Must('a number of days from 1 to 36500', isIntegerBetween(1, 36_500))
  AUDIT_RETENTION_DAYS?: string;

  @IsOptional()
  @IsIn(logLevels, { message: `$property must be one of ${logLevels.join(', ')}` })
  LOG_LEVEL?: string;
}

/** The names that `Env` knows; `.env.example` is held to them by a test. */
export const variableNames = [
  'PORT',
  'HOST',
  'POSTRIDER_DATA_DIR',
  'POSTRIDER_ADMIN_KEY',
  'POSTRIDER_MASTER_KEY',
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'REDIS_URL',
  'EGRESS_ALLOW',
  'EGRESS_HTTP',
  'EGRESS_OWN_HOSTS',
  'EGRESS_MAX_PER_HOST',
  'PORTAL_ORIGINS',
  'TRUSTED_PROXIES',
  'RETENTION_DAYS',
  'AUDIT_RETENTION_DAYS',
  'LOG_LEVEL',
] as const satisfies readonly (keyof Env)[];
