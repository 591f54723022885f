import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from './url.ts';

describe('REDIS_URL', () => {
  it.each([
    ['redis://redis.example.com', { host: 'redis.example.com', port: 6379, db: 0 }],
    ['redis://redis:7000/3', { host: 'redis', port: 7000, db: 3 }],
    ['redis://redis/', { host: 'redis', port: 6379, db: 0 }],
    ['redis://redis?db=4', { host: 'redis', port: 6379, db: 4 }],
    ['REDISS://Redis', { host: 'Redis', port: 6379, db: 0, tls: {} }],
    ['redis://[::1]:7000', { host: '::1', port: 7000, db: 0 }],
    ['redis://:p%40s%2Fs@redis', { password: 'p@s/s', host: 'redis', port: 6379, db: 0 }],
    ['redis://me:100%@redis', { username: 'me', password: '100%', host: 'redis', port: 6379, db: 0 }],
    ['rediss://redis:7000/1', { host: 'redis', port: 7000, db: 1, tls: {} }],
    ['unix:///run/redis/redis.sock', { path: '/run/redis/redis.sock', db: 0 }],
    ['unix://:secret@/run/redis.sock?db=2', { password: 'secret', path: '/run/redis.sock', db: 2 }],
  ])('%s', (url, options) => {
    expect(parseRedisUrl(url)).toEqual(options);
  });

  const sentinels = [
    { host: 's1', port: 26379 },
    { host: 's2', port: 26380 },
  ];

  it.each([
    ['redis+sentinel://s1,s2:26380/main', { sentinels, name: 'main', db: 0 }],
    ['redis-sentinel://s1:26379,s2:26380/main/5', { sentinels, name: 'main', db: 5 }],
    ['redis+sentinel://:secret@s1,s2:26380/5#main', { sentinels, name: 'main', db: 5, password: 'secret' }],
    [
      'redis+sentinel://me:secret@s1,s2:26380/main?sentinel_username=u&sentinel_password=p',
      {
        sentinels,
        name: 'main',
        db: 0,
        username: 'me',
        password: 'secret',
        sentinelUsername: 'u',
        sentinelPassword: 'p',
      },
    ],
    [
      'rediss+sentinel://s1,s2:26380/main',
      { sentinels, name: 'main', db: 0, tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true },
    ],
    [
      'rediss-sentinel://[::1]/main',
      {
        sentinels: [{ host: '::1', port: 26379 }],
        name: 'main',
        db: 0,
        tls: {},
        sentinelTLS: {},
        enableTLSForSentinelMode: true,
      },
    ],
  ])('%s', (url, options) => {
    expect(parseRedisUrl(url)).toEqual(options);
  });

  it.each([
    ['redis.example.com:6379', 'it is no URL'],
    ['http://:secret@redis', 'it must begin with redis://, rediss://, unix:// or redis+sentinel://'],
    ['redis://:secret@redis/zero', 'the database must be a number'],
    ['redis://:secret@redis:0', 'host and port are not readable'],
    ['redis://:secret@redis:70000', 'host and port are not readable'],
    ['redis://:secret@a:b:c', 'host and port are not readable'],
    ['redis+sentinel://:secret@s1:26379', "it lacks the master's name: redis+sentinel://host:26379/NAME"],
    ['unix://:secret@', 'a socket needs an absolute path: unix:///path'],
  ])('%s is refused, and the password not told', (url, reason) => {
    expect(() => parseRedisUrl(url)).toThrow(new Error(`REDIS_URL can't be used: ${reason}`));
  });
});
