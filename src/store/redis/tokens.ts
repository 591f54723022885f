import type { TokenStore } from '../../cluster/ports.ts';
import type { RedisClient } from './client.ts';
import { FIELDS, type Keys } from './keys.ts';

export function tokenStore(client: RedisClient, keys: Keys): TokenStore {
  return {
    async put(token, { recordId, format }, ttlSeconds) {
      const value = JSON.stringify({ [FIELDS.recordId]: recordId, [FIELDS.format]: format });
      await client.call('SET', keys.token + token, value, 'PX', String(Math.ceil(ttlSeconds * 1000)));
    },
    peek: async (token) => readToken(await client.call('GET', keys.token + token)),
    take: async (token) => readToken(await client.run<string | null>('take-token', { token })),
  };
}

/** Undefined also for what is no token of ours. */
function readToken(stored: unknown) {
  if (typeof stored !== 'string') return undefined;
  try {
    const { [FIELDS.recordId]: recordId, [FIELDS.format]: format } = JSON.parse(stored);
    return typeof recordId === 'string' && typeof format === 'string' ? { recordId, format } : undefined;
  } catch {
    return undefined;
  }
}
