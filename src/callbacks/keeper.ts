import type { CallbackKeeper, CallbackUrls } from '../cluster/callback-params.ts';
import type { Log } from '../cluster/log.ts';
import type { CallbackDataStore } from '../recordings/ports.ts';

/** For so long a create waits for its URLs to be kept; then they are kept behind its back. */
const PATIENCE_MS = 1000;
const RETRY_MS = 2000;
/** What can't be kept is held in memory, so many meetings' at most. */
const MOST = 10_000;

export interface Keeper extends CallbackKeeper {
  /** The URLs of a meeting; undefined: none are kept. Throws StoreUnavailable. */
  find(meetingId: string): Promise<CallbackUrls | undefined>;
  /** Tries once more to keep what is held. Twice is harmless. */
  stop(): Promise<void>;
}

/** Keeps callback URLs in the database, or while it is away until it is back. */
export function createKeeper(store: Pick<CallbackDataStore, 'keep' | 'find'>, log: Log): Keeper {
  const held = new Map<string, CallbackUrls>();
  let timer: NodeJS.Timeout | undefined;

  async function write(meetingId: string, urls: CallbackUrls): Promise<void> {
    await store.keep(meetingId, urls);
    if (held.get(meetingId) === urls) held.delete(meetingId);
  }

  async function writeAll(): Promise<void> {
    // More may come meanwhile.
    while (held.size > 0) for (const [meetingId, urls] of [...held]) await write(meetingId, urls);
  }

  function tryAgain(error: unknown): void {
    if (timer !== undefined) return;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason, meetings: held.size }, 'callback URLs can not be kept; trying again');
    const retry = (): void => {
      timer = setTimeout(() => void writeAll().then(over, retry), RETRY_MS);
    };
    retry();
  }

  function over(): void {
    timer = undefined;
    log.info({}, 'callback URLs are kept again');
  }

  return {
    async keep(meetingId, urls) {
      if (held.size >= MOST && !held.has(meetingId)) {
        log.error({ meeting: meetingId }, 'callback URLs are lost: too many could not be kept');
        return;
      }
      held.set(meetingId, urls);
      if (timer === undefined) await atMost(PATIENCE_MS, write(meetingId, urls).catch(tryAgain));
    },
    find: async (meetingId) => held.get(meetingId) ?? (await store.find(meetingId))?.urls,
    async stop() {
      clearTimeout(timer);
      if (held.size > 0)
        await atMost(
          PATIENCE_MS,
          writeAll().catch(() => {}),
        );
      if (held.size > 0) log.error({ meetings: held.size }, 'callback URLs are lost: they could not be kept');
      held.clear();
    },
  };
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, late]);
  clearTimeout(timer);
}
