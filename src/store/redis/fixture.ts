import { Redis } from 'ioredis';
import { freshNamespace } from '../../../test/helpers/index.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import { MEETING_TTL } from '../contract/subject.ts';
import { openRedisStore } from './index.ts';

/** A store on a namespace of its own, and the hand of another writer on the same data. */
export interface Fixture {
  readonly url: string;
  readonly namespace: string;
  readonly store: ClusterStore;
  /** Commands as an operator types them, each key behind the namespace. */
  readonly redis: Redis;
  /** All there is, keys without the namespace. */
  everything(): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export function openFixture(on?: string): Fixture {
  const { url, namespace, clear } = freshNamespace(on);
  const store = openRedisStore({ url, namespace, meetingTtl: MEETING_TTL });
  const redis = new Redis(url, { keyPrefix: `${namespace}:` });
  return {
    url,
    namespace,
    store,
    redis,
    everything: () => everything(url, `${namespace}:`),
    async close() {
      await store.close();
      await redis.quit();
      await clear();
    },
  };
}

async function everything(url: string, prefix: string): Promise<Record<string, unknown>> {
  const redis = new Redis(url);
  try {
    const keys = (await redis.keys(`${prefix}*`)).toSorted();
    const entries = keys.map(async (key) => [key.slice(prefix.length), await content(redis, key)]);
    return Object.fromEntries(await Promise.all(entries));
  } finally {
    await redis.quit();
  }
}

async function content(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'hash':
      return redis.hgetall(key);
    case 'set':
      return (await redis.smembers(key)).toSorted();
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    default:
      return redis.get(key);
  }
}
