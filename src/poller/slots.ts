/**
 * Bounds how many things are begun at once. One that takes longer than `giveAwayAfterMs` gives its slot to
 * the next and goes on without one, so that hung servers never use up the bound.
 */
export interface Slots {
  /** Runs it when there is a slot. Rejects with the signal's reason when that is aborted before. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export interface SlotsOptions {
  /** Default 500 ms. */
  readonly giveAwayAfterMs?: number;
  /** Who has waited so long begins without a slot: a bound too low for the pool must fail nobody. */
  readonly patienceMs: number;
}

export function createSlots(count: number, { giveAwayAfterMs = 500, patienceMs }: SlotsOptions): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  /** Whether a slot was had. */
  function take(signal: AbortSignal): boolean | Promise<boolean> {
    signal.throwIfAborted();
    if (free === 0) return wait(signal);
    free -= 1;
    return true;
  }

  function wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      /** Out of the queue at once: a slot given to one who has left would be lost. */
      const leave = (settle: () => void): void => {
        waiting.delete(enter);
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const enter = (): void => leave(() => resolve(true));
      const onAbort = (): void => leave(() => reject(signal.reason));
      const timer = setTimeout(() => leave(() => resolve(false)), patienceMs);
      waiting.add(enter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  function giveBack(): void {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  }

  return {
    async run(task, signal) {
      const slot = once((await take(signal)) ? giveBack : () => {});
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
