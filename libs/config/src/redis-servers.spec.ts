import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl } from './redis-servers.js';

describe('parseRedisUrl', () => {
  it('reads one URL as one server', () => {
    expect(parseRedisUrl('rediss://u:p@cache.test:6380/2')).toEqual({
      kind: 'standalone',
      url: 'rediss://u:p@cache.test:6380/2',
    });
  });

  it('reads several URLs as nodes of a cluster', () => {
    expect(parseRedisUrl('redis://a:1, redis://b:2')).toEqual({
      kind: 'cluster',
      urls: ['redis://a:1', 'redis://b:2'],
    });
  });

  it('reads Sentinels with the credentials, name and database of their master', () => {
    expect(parseRedisUrl('redis+sentinel://app:p%40ss@s1,[::1]:26380/orders/3')).toEqual({
      kind: 'sentinel',
      sentinels: [
        { host: 's1', port: 26379 },
        { host: '::1', port: 26380 },
      ],
      masterName: 'orders',
      username: 'app',
      password: 'p@ss',
      database: 3,
    });
  });

  it.each([
    '',
    'cache:6379',
    'http://cache',
    'redis://',
    'redis://a,b',
    'redis+sentinel://s1',
    'redis+sentinel://%@s/m',
  ])('refuses %j', (text) => {
    expect(parseRedisUrl(text)).toBeUndefined();
  });
});
