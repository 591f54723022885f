import type { LeaseStore } from '../../cluster/ports.ts';
import type { RedisClient } from './client.ts';

export function leaseStore(client: RedisClient): LeaseStore {
  return {
    acquire: async (names, holder, ttlMs) =>
      new Set(await client.run<string[]>('acquire-leases', { names, holder, ttlMs: Math.ceil(ttlMs) })),
    async release(names, holder) {
      await client.run('release-leases', { names, holder });
    },
  };
}
