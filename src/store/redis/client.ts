import { StoreUnavailable } from '../../cluster/ports.ts';
import type { StoreLog } from '../log.ts';
import { connect } from './connection.ts';
import { loadScripts, type Script } from './scripts.ts';
import { createSender, type Send } from './sender.ts';

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
  const timeoutMs = options.commandTimeoutMs ?? 2000;
  const connection = connect(options.url, timeoutMs, options.log);
  const sendNow = createSender(connection.redis, timeoutMs, unavailable);
  const send: Send = (...command) =>
    connection.isUsable()
      ? sendNow(...command)
      : connection.usable().then(
          () => sendNow(...command),
          (error: unknown) => {
            throw unavailable(error);
          },
        );
  return {
    run: async (name, input) => {
      const { sha, lua } = named(scripts, name);
      const ask = toJson(input);
      try {
        return JSON.parse(String(await send('evalsha', sha, '0', ask)));
      } catch (error) {
        // A fresh or flushed Redis has not seen it yet; nothing was carried out.
        if (!(error instanceof StoreUnavailable && error.message.startsWith('Redis: NOSCRIPT'))) throw error;
        return JSON.parse(String(await send('eval', lua, '0', ask)));
      }
    },
    call: send,
    close: () => connection.close(),
  };
}

/** Redis' reader takes no lone surrogate; it becomes U+FFFD, as in all else that is sent as UTF-8. */
function toJson(input: object): string {
  const json = JSON.stringify(input);
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(input, (_, value) => (typeof value === 'string' ? value.toWellFormed() : value));
}

function named(scripts: ReadonlyMap<string, Script>, name: string): Script {
  const script = scripts.get(name);
  if (!script) throw new Error(`no script ${name}.lua`);
  return script;
}

/** The driver's words for a connection that broke before or after the command was sent; they speak of its own options. */
const LOST = /^(Stream isn't writeable|Reached the max retries)/;

/** The driver hangs the command with its arguments on its errors: secrets, which belong in no log. */
function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof Error && 'command' in error) delete error.command;
  const told = error instanceof Error ? error.message : String(error);
  const reason = LOST.test(told) ? 'the connection was lost' : told;
  return new StoreUnavailable(`Redis: ${reason}`, { cause: error });
}
