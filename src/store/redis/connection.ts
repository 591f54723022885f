import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import type { StoreLog } from '../log.ts';
import { createDeadline } from './deadline.ts';
import { parseRedisUrl } from './url.ts';

export interface Connection {
  readonly redis: Redis;
  /** Whether commands can be sent right now. */
  isUsable(): boolean;
  /** Waits while a connection is being made; throws at once while Redis is known to be down. */
  usable(): Promise<void>;
  /** Twice is harmless. */
  close(): Promise<void>;
}

/** A connection that mends itself, for ever. Throws only on a URL that can't be read. */
export function connect(url: string, timeoutMs: number, log: StoreLog | undefined): Connection {
  const redis = new Redis({ ...parseRedisUrl(url), ...manners(timeoutMs), replyMapping: 'legacy' });
  let down: Error | undefined;
  let over: Error | undefined;
  let settling: Promise<void> | undefined;
  redis.on('error', (error: Error) => {
    // A refused SELECT would leave the connection on database 0, where somebody else's data may be.
    if (/DB index|SELECT is not allowed/.test(error.message)) over = error;
    if (redis.status === 'ready' || down) return;
    down = error;
    log?.warn({ reason: error.message }, 'Redis is not reachable, trying again until it is');
  });
  redis.on('ready', () => {
    if (down) log?.info({}, 'Redis is reachable again');
    down = undefined;
  });
  return {
    redis,
    isUsable: () => redis.status === 'ready' && over === undefined && down === undefined,
    async usable() {
      if (!over && !down && redis.status !== 'ready') {
        settling ??= settled(redis, timeoutMs).finally(() => {
          settling = undefined;
        });
        await settling;
      }
      const problem = over ?? down;
      if (problem) throw problem;
    },
    async close() {
      if (redis.status === 'ready') await createDeadline(timeoutMs)(redis.quit()).catch(() => undefined);
      over = new Error('the store is closed');
      redis.disconnect();
    },
  };
}

/**
 * A command whose connection broke is never sent again (`maxRetriesPerRequest: 0`): it may have been
 * carried out, and a second `place` or join would count twice. A socket that stays silent for twice the
 * time a command has is given up, or a vanished host would hold it until TCP gives up (15 minutes).
 * The time of a command is kept by sender.ts.
 */
function manners(timeoutMs: number): RedisOptions {
  return {
    protocol: 2,
    connectTimeout: timeoutMs,
    socketTimeout: 2 * timeoutMs,
    sentinelCommandTimeout: timeoutMs,
    disconnectTimeout: 500,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    maxLoadingRetryTime: 500,
    retryStrategy: backOff,
    sentinelRetryStrategy: backOff,
    // A replica: the roles have changed, ask again who is the master.
    reconnectOnError: (error) => error.message.includes('READONLY'),
    disableClientInfo: true,
    connectionName: 'scalelite',
  };
}

/** 20 ms, doubled up to one second, for ever; spread, so that many processes don't come at once. */
function backOff(attempt: number): number {
  return Math.min(20 * 2 ** Math.min(attempt - 1, 10), 1000) * (0.75 + Math.random() / 2);
}

/** Until the connection stands, an attempt at it fails, or the time is up. */
async function settled(redis: Redis, timeoutMs: number): Promise<void> {
  await once(redis, 'ready', { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
}
