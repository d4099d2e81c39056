import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './load-config.js';

const given = { DATABASE_URL: 'postgres://u:p@db.test/postrider', POSTRIDER_MASTER_KEY: 'k1:secret' };

function faultsOf(environment: Record<string, string>, embedded = false): readonly string[] {
  try {
    if (embedded) loadConfig(environment, { embedded: true });
    else loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('fills in the documented defaults', () => {
    expect(loadConfig(given)).toMatchObject({
      http: { host: '127.0.0.1', port: 3000 },
      database: { url: given.DATABASE_URL, poolSize: 10 },
      redis: undefined,
      egress: { allow: [], allowHttp: false },
      portalOrigins: [],
      trustedProxies: [],
      retentionDays: 30,
      auditRetentionDays: undefined,
      masterKeys: 'k1:secret',
      adminKey: undefined,
      logLevel: 'info',
    });
  });

  it('reports every fault at once, by name and never by value', () => {
    const faults = faultsOf({
      PORT: '65536',
      EGRESS_ALLOW: '10.0.0.0',
      EGRESS_HTTP: 'yes-value',
      RETENTION_DAYS: '0',
      AUDIT_RETENTION_DAYS: '36501',
      REDIS_URL: 'http://hunter2@cache',
      LOG_LEVEL: 'loud',
      POSTRIDER_ADMIN_KEY: 'hunter2',
    });
    const names = faults.map((fault) => fault.split(' ')[0]).sort();
    expect(names).toEqual([
      'AUDIT_RETENTION_DAYS',
      'DATABASE_URL',
      'EGRESS_ALLOW',
      'EGRESS_HTTP',
      'LOG_LEVEL',
      'PORT',
      'POSTRIDER_ADMIN_KEY',
      'POSTRIDER_MASTER_KEY',
      'REDIS_URL',
      'RETENTION_DAYS',
    ]);
    expect(faults.join()).not.toMatch(/hunter2|65536|yes-value|loud/);
  });

  it.each(['*', 'portal.example.com', 'https://portal.example.com/', 'https://Portal.example.com', 'ftp://a.example'])(
    'takes %s for no origin',
    (PORTAL_ORIGINS) => {
      expect(faultsOf({ ...given, PORTAL_ORIGINS })).toEqual([expect.stringMatching(/^PORTAL_ORIGINS must be/)]);
    },
  );

  it('reads lists of origins and proxies', () => {
    const lists = { PORTAL_ORIGINS: 'https://a.example, http://localhost:5173', TRUSTED_PROXIES: '10.0.0.0/8,::1/128' };
    expect(loadConfig({ ...given, ...lists })).toMatchObject({
      portalOrigins: ['https://a.example', 'http://localhost:5173'],
      trustedProxies: ['10.0.0.0/8', '::1/128'],
    });
  });

  it('needs neither database nor master key in embedded mode', () => {
    const config = loadConfig({}, { embedded: true });
    expect(config.database.url).toBeUndefined();
    expect(config.masterKeys).toBeUndefined();
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ ...given, PORT: '', REDIS_URL: ' ' })).toMatchObject({
      http: { port: 3000 },
      redis: undefined,
    });
  });

  it.each(['-1', '3000.5', '0x10', '1e3', 'http'])('refuses the port %s', (port) => {
    expect(faultsOf({ ...given, PORT: port })).toHaveLength(1);
  });

  it.each(['10.0.0.0/33', '::1/129', 'example.com/8', '10.0.0.0/', '10.0.0.0/8,,x'])(
    'refuses the range %s',
    (range) => {
      expect(faultsOf({ ...given, EGRESS_ALLOW: range })).toHaveLength(1);
    },
  );

  it('is frozen all the way down', () => {
    const config = loadConfig({ ...given, EGRESS_ALLOW: '10.0.0.0/8, fd00::/8' });
    expect(config.egress.allow).toEqual(['10.0.0.0/8', 'fd00::/8']);
    expect(Object.isFrozen(config.http) && Object.isFrozen(config.egress.allow)).toBe(true);
  });
});

describe('EGRESS_OWN_HOSTS', () => {
  it('names hosts, with a port or all of theirs', () => {
    const EGRESS_OWN_HOSTS = 'API.example.com., portal.example.com:8443, 203.0.113.7, 2001:DB8::7, [2001:db8::7]:8443';
    expect(loadConfig({ ...given, EGRESS_OWN_HOSTS }).egress.ownHosts).toEqual([
      { host: 'api.example.com' },
      { host: 'portal.example.com', port: 8443 },
      { host: '203.0.113.7' },
      { host: '2001:db8::7' },
      { host: '2001:db8::7', port: 8443 },
    ]);
  });

  it.each([
    'https://api.example.com',
    'api.example.com/x',
    'a b',
    'api:0',
    'api:65536',
    'u@api',
    '[::1',
    '*.example.com',
  ])('is refused when it is %p', (EGRESS_OWN_HOSTS) => {
    expect(faultsOf({ ...given, EGRESS_OWN_HOSTS })).toHaveLength(1);
  });
});

describe('the egress default', () => {
  const egress = (environment: Record<string, string>) => loadConfig(environment, { embedded: true }).egress;

  it.each(['127.0.0.1', '127.8.0.1', '::1', 'localhost'])(
    'opens loopback and http for an embedded start on %s',
    (HOST) => {
      expect(egress({ HOST })).toEqual({
        allow: ['127.0.0.0/8', '::1/128'],
        allowHttp: true,
        ownHosts: [],
        openedForLocalUse: true,
      });
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.test'])('opens nothing for an embedded start on %s', (HOST) => {
    expect(egress({ HOST })).toEqual({ allow: [], allowHttp: false, ownHosts: [], openedForLocalUse: false });
  });

  it('opens nothing beyond what is asked once one of the two variables is set', () => {
    expect(egress({ EGRESS_HTTP: 'false' })).toMatchObject({ allow: [], allowHttp: false });
    expect(egress({ EGRESS_ALLOW: '10.0.0.0/8' })).toMatchObject({ allow: ['10.0.0.0/8'], allowHttp: false });
  });

  it('opens nothing where the roles run apart', () => {
    expect(loadConfig(given).egress).toMatchObject({ allow: [], allowHttp: false });
  });
});
