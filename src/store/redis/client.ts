import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import { StoreUnavailable } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';
import { loadScripts, type Script } from './scripts.ts';
import { parseRedisUrl } from './url.ts';

export interface RedisClient {
  /** Runs a script of the folder in one atomic step; both sides speak JSON. Throws StoreUnavailable. */
  run<T>(script: string, ask: object): Promise<T>;
  /** One command of Redis. Throws StoreUnavailable. */
  call(command: string, ...args: string[]): Promise<unknown>;
  /** Twice is harmless. */
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly url: string;
  readonly namespace: string;
  /** How long one answer may take. Default: 2,000 ms. */
  readonly commandTimeoutMs?: number;
  readonly log?: StoreLog;
}

/** Connects by itself, again and again; never throws because Redis is down. */
export function openRedisClient(options: ClientOptions): RedisClient {
  const scripts = loadScripts(options.namespace);
  const timeoutMs = options.commandTimeoutMs ?? 2000;
  const redis = new Redis({ ...parseRedisUrl(options.url), ...manners(timeoutMs), replyMapping: 'legacy' });
  const connection = watch(redis, timeoutMs, options.log);
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      await connection.usable();
      return await question();
    } catch (error) {
      throw unavailable(error);
    }
  };
  return {
    run: (name, input) =>
      ask(async () => JSON.parse(await evaluate(redis, named(scripts, name), JSON.stringify(input)))),
    call: (command, ...args) => ask(() => redis.call(command, ...args)),
    close: () => close(redis),
  };
}

/**
 * A command whose connection broke is never sent again (`maxRetriesPerRequest: 0`): it may have been
 * carried out, and a second `place` or join would count twice. A socket that stays silent for twice the
 * time a command has is given up, or a vanished host would hold it until TCP gives up (15 minutes).
 */
function manners(timeoutMs: number): RedisOptions {
  return {
    protocol: 2,
    commandTimeout: timeoutMs,
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

interface Connection {
  /** Waits while a connection is being made; throws at once while Redis is known to be down. */
  usable(): Promise<void>;
}

function watch(redis: Redis, timeoutMs: number, log: StoreLog | undefined): Connection {
  let down: Error | undefined;
  let refused: Error | undefined;
  redis.on('error', (error: Error) => {
    // A refused SELECT would leave the connection on database 0, where somebody else's data may be.
    if (/DB index|SELECT is not allowed/.test(error.message)) refused = error;
    if (redis.status === 'ready' || down) return;
    down = error;
    log?.warn({ reason: error.message }, 'Redis is not reachable, trying again until it is');
  });
  redis.on('ready', () => {
    if (down) log?.info({}, 'Redis is reachable again');
    down = undefined;
  });
  return {
    async usable() {
      if (!refused && redis.status !== 'ready' && redis.status !== 'end' && !down)
        await settled(redis, timeoutMs);
      const problem = refused ?? down;
      if (problem) throw problem;
    },
  };
}

/** Until the connection stands, an attempt at it fails, or the time is up. */
async function settled(redis: Redis, timeoutMs: number): Promise<void> {
  await once(redis, 'ready', { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
}

function named(scripts: ReadonlyMap<string, Script>, name: string): Script {
  const script = scripts.get(name);
  if (!script) throw new Error(`no script ${name}.lua`);
  return script;
}

async function evaluate(redis: Redis, script: Script, input: string): Promise<string> {
  try {
    return String(await redis.evalsha(script.sha, 0, input));
  } catch (error) {
    // A fresh or flushed Redis has not seen it yet; nothing was carried out.
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return String(await redis.eval(script.lua, 0, input));
  }
}

/** The driver hangs the command with its arguments on its errors: secrets, which belong in no log. */
function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof Error && 'command' in error) delete error.command;
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreUnavailable(`Redis: ${reason}`, { cause: error });
}

async function close(redis: Redis): Promise<void> {
  if (redis.status === 'end') return;
  const ended = once(redis, 'end');
  if (redis.status === 'ready') await redis.quit().catch(() => undefined);
  redis.disconnect();
  await ended;
}
