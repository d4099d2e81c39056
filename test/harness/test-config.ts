import { loadConfig, type Config } from '#config';

export interface TestConfigOptions {
  readonly databaseUrl: string;
  readonly masterKey: string;
  readonly redisUrl?: string | undefined;
}

/** The configuration of a process under test: real servers, port 0, loopback receivers allowed. */
export function testConfig(options: TestConfigOptions): Config {
  return loadConfig(
    {
      DATABASE_URL: options.databaseUrl,
      REDIS_URL: options.redisUrl,
      POSTRIDER_MASTER_KEY: options.masterKey,
      PORT: '0',
      EGRESS_ALLOW: '127.0.0.0/8',
      EGRESS_HTTP: 'true',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    },
    { embedded: false },
  );
}
