import type { RedisOptions } from 'ioredis';

type Address = { readonly host: string; readonly port: number };

const FORM =
  /^(?<scheme>[a-z][a-z+-]*):\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?#]*)(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?$/i;
const HOST = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/;

/**
 * What REDIS_URL says, as options of the driver:
 * - `redis://[[user]:password@]host[:6379][/db]`, with TLS `rediss://`
 * - `unix://[[user]:password@]/path/of.sock[?db=n]`
 * - `redis+sentinel://[[user]:password@]host[:26379],…/master[/db]` or `…[/db]#master`, also written
 *   `redis-sentinel://`, with TLS `rediss+sentinel://`. User and password are the master's; the
 *   sentinels' own: `?sentinel_username=…&sentinel_password=…`.
 *
 * Throws an Error that does not tell the URL, which may bear a password.
 */
export function parseRedisUrl(url: string): RedisOptions {
  const parts = FORM.exec(url.trim())?.groups;
  if (!parts) throw unreadable('it is no URL');
  const query = new URLSearchParams(parts['query']);
  const login = loginOf(parts['user'], parts['password']);
  const scheme = parts['scheme']?.toLowerCase();
  switch (scheme) {
    case 'redis':
    case 'rediss':
      return { ...login, ...single(parts, query), ...tls(scheme === 'rediss') };
    case 'unix':
      return { ...login, path: socketPath(parts), db: database(query.get('db') ?? '') };
    case 'redis+sentinel':
    case 'redis-sentinel':
      return { ...login, ...sentinels(parts, query) };
    case 'rediss+sentinel':
    case 'rediss-sentinel':
      return {
        ...login,
        ...sentinels(parts, query),
        ...tls(true),
        sentinelTLS: {},
        enableTLSForSentinelMode: true,
      };
    default:
      throw unreadable('it must begin with redis://, rediss://, unix:// or redis+sentinel://');
  }
}

type Parts = Readonly<Record<string, string | undefined>>;

function single(parts: Parts, query: URLSearchParams): RedisOptions {
  const { host, port } = address(parts['hosts'] ?? '', 6379);
  return { host, port, db: database((parts['path'] ?? '').slice(1) || (query.get('db') ?? '')) };
}

function socketPath(parts: Parts): string {
  if (parts['hosts'] || !parts['path']) throw unreadable('a socket needs an absolute path: unix:///path');
  return decode(parts['path']);
}

function sentinels(parts: Parts, query: URLSearchParams): RedisOptions {
  const path = (parts['path'] ?? '').split('/').filter((part) => part !== '');
  const name = parts['fragment'] || path.shift();
  if (!name) throw unreadable("it lacks the master's name: redis+sentinel://host:26379/NAME");
  const username = query.get('sentinel_username');
  const password = query.get('sentinel_password');
  return {
    sentinels: (parts['hosts'] ?? '').split(',').map((host) => address(host, 26379)),
    name: decode(name),
    db: database(path.join('/')),
    ...(username && { sentinelUsername: username }),
    ...(password && { sentinelPassword: password }),
  };
}

function address(text: string, defaultPort: number): Address {
  const parts = HOST.exec(text.trim())?.groups;
  const port = Number(parts?.['port'] ?? defaultPort);
  if (!parts || port < 1 || port > 65_535) throw unreadable('host and port are not readable');
  return { host: (parts['host'] || 'localhost').replace(/^\[|\]$/g, ''), port };
}

function database(text: string): number {
  if (!/^\d{0,6}$/.test(text)) throw unreadable('the database must be a number');
  return Number(text);
}

function loginOf(user: string | undefined, password: string | undefined): RedisOptions {
  return {
    ...(user && { username: decode(user) }),
    ...(password && { password: decode(password) }),
  };
}

function tls(on: boolean): RedisOptions {
  return on ? { tls: {} } : {};
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unreadable(why: string): Error {
  return new Error(`REDIS_URL can't be used: ${why}`);
}
