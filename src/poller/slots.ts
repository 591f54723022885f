/**
 * Bounds how many things are begun at once. One that takes longer than `giveAwayAfterMs` gives its slot to
 * the next and goes on without one, so that hung servers never use up the bound.
 */
export interface Slots {
  /** Runs it when there is a slot. Rejects with the signal's reason when that is aborted before. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createSlots(count: number, giveAwayAfterMs = 500): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  function take(signal: AbortSignal): Promise<void> | undefined {
    signal.throwIfAborted();
    if (free === 0) return wait(signal);
    free -= 1;
    return undefined;
  }

  function wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  function giveBack(): void {
    const [next] = waiting;
    if (next === undefined) {
      free += 1;
    } else {
      waiting.delete(next);
      next();
    }
  }

  return {
    async run(task, signal) {
      await take(signal);
      const slot = once(giveBack);
      const timer = setTimeout(slot, giveAwayAfterMs);
      try {
        return await task();
      } finally {
        clearTimeout(timer);
        slot();
      }
    },
  };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
