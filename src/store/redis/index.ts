import type { ClusterStore } from '../../cluster/ports.ts';
import { check } from './check.ts';
import { type ClientOptions, openRedisClient } from './client.ts';
import { keysIn } from './keys.ts';
import { leaseStore } from './leases.ts';
import { meetingStore } from './meetings.ts';
import { rosterStore } from './rosters.ts';
import { serverStore } from './servers.ts';
import { strayStore } from './strays.ts';
import { tenantStore } from './tenants.ts';
import { tokenStore } from './tokens.ts';
import { useStore } from './use.ts';

export interface RedisStoreOptions extends ClientOptions {
  /** DEFAULT_MEETING_TTL in seconds: with it, the age of a record is told from its expiry. */
  readonly meetingTtl: number;
}

/**
 * The cluster state in Redis, in the layout of the Ruby Scalelite, which may run on it at the same time.
 * Throws only on a REDIS_URL that can't be read; while Redis is down, every call throws StoreUnavailable.
 */
export function openRedisStore(options: RedisStoreOptions): ClusterStore {
  const client = openRedisClient(options);
  const keys = keysIn(options.namespace);
  return {
    servers: serverStore(client),
    meetings: meetingStore(client, options.meetingTtl),
    tenants: tenantStore(client),
    tokens: tokenStore(client, keys),
    leases: leaseStore(client),
    use: useStore(client, keys),
    strays: strayStore(client),
    rosters: rosterStore(client, keys),
    migrate: async () => {},
    check: () => check(client, keys),
    close: () => client.close(),
  };
}
