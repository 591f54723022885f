import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/**
 * Resolves when Redis can be written to. Throws StoreUnavailable, or an Error that names what is wrong
 * with this Redis for good.
 */
export async function check(client: RedisClient, keys: Keys): Promise<void> {
  const info = await facts(client);
  if (info.get('cluster_enabled') === '1') {
    throw new Error(
      'REDIS_URL is a Redis Cluster, which can’t hold this data: keys that must change in one step fall ' +
        'into different slots. Use a single Redis, or one with Sentinel.',
    );
  }
  const version = info.get('redis_version');
  if (version && Number.parseInt(version, 10) < 5) {
    throw new Error(`REDIS_URL is Redis ${version}; 5 or newer is needed.`);
  }
  await client.call('SET', keys.health, 'true');
}

async function facts(client: RedisClient): Promise<ReadonlyMap<string, string>> {
  const lines = String(await client.call('INFO').catch(unlessForbidden)).split('\r\n');
  return new Map(lines.map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]));
}

/** An account without the right to INFO tells nothing, and may do all that counts. */
function unlessForbidden(error: unknown): string {
  if (error instanceof Error && error.message.includes('NOPERM')) return '';
  throw error;
}
