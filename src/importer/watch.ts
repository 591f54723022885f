import { type FSWatcher, statSync, watch as watchDirectory } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Tells when something in a directory has changed. */
export interface Watch {
  /** Resolves after so long, or sooner when there was a change since it was last asked, or the signal is aborted. */
  changed(withinMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** One file that is being written changes a thousand times a second. */
const GATHER_MS = 100;

/** Undefined: nothing is watched. A directory that can not be watched (now) is tried again at the next asking. */
export function createWatch(directory: string | undefined): Watch {
  let watched: { readonly watcher: FSWatcher; readonly inode: number } | undefined;
  let hasChanged = false;
  let wake: () => void = () => {};

  const changedNow = (): void => {
    hasChanged = true;
    wake();
  };

  function begin(): void {
    if (directory === undefined) return;
    try {
      const { ino: inode } = statSync(directory);
      if (watched?.inode === inode) return;
      close();
      const watcher = watchDirectory(directory, changedNow);
      watcher.on('error', close);
      watched = { watcher, inode };
      // What came before it was watched.
      changedNow();
    } catch {
      close();
    }
  }

  function close(): void {
    watched?.watcher.close();
    watched = undefined;
  }

  async function sleep(ms: number, signal: AbortSignal): Promise<void> {
    await delay(ms, undefined, { signal }).catch(() => undefined);
  }

  return {
    async changed(withinMs, signal) {
      begin();
      if (!hasChanged) {
        const woken = new AbortController();
        wake = () => woken.abort();
        await sleep(withinMs, AbortSignal.any([signal, woken.signal]));
        wake = () => {};
      }
      if (hasChanged) await sleep(GATHER_MS, signal);
      hasChanged = false;
    },
    close,
  };
}
