import type { Redis } from 'ioredis';
import { StoreUnavailable } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';
import { connect } from './connection.ts';
import { loadScripts, type Script } from './scripts.ts';

export interface RedisClient {
  /** Runs a script of the folder in one atomic step; both sides speak JSON. Throws StoreUnavailable. */
  run<T>(script: string, ask: object): Promise<T>;
  /** One command of Redis. Throws StoreUnavailable. */
  call(command: string, ...args: string[]): Promise<unknown>;
  /** Twice is harmless. */
  close(): Promise<void>;
}

export interface ClientOptions {
  /** See `parseRedisUrl`. */
  readonly url: string;
  readonly namespace: string;
  /** How long one answer may take. Default: 2,000 ms. */
  readonly commandTimeoutMs?: number;
  readonly log?: StoreLog;
}

export function openRedisClient(options: ClientOptions): RedisClient {
  const scripts = loadScripts(options.namespace);
  const connection = connect(options.url, options.commandTimeoutMs ?? 2000, options.log);
  const { redis } = connection;
  const gather = gatherWrites(redis);
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      await connection.usable();
      gather();
      return await question();
    } catch (error) {
      throw unavailable(error);
    }
  };
  return {
    run: (name, input) =>
      ask(async () => JSON.parse(await evaluate(redis, named(scripts, name), JSON.stringify(input)))),
    call: (command, ...args) => ask(() => redis.call(command, ...args)),
    close: () => connection.close(),
  };
}

/**
 * The commands of one turn of the event loop go out in one write: under load each write of its own costs more
 * than all else about a command. They are answered together too. To be called before a command.
 */
function gatherWrites(redis: Redis): () => void {
  let gathering = false;
  return () => {
    if (gathering) return;
    gathering = true;
    const { stream } = redis;
    stream.cork();
    setImmediate(() => {
      gathering = false;
      stream.uncork();
    });
  };
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
