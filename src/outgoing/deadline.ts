/** What ends an exchange: its time, or somebody who does not want it any more. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether it was the time. */
  readonly late: boolean;
  /** The exchange is over. */
  clear(): void;
}

/** Signals of the platform's own are held for their whole time, however soon the exchange is over. */
export function createDeadline(ms: number, unwanted: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, ms);
  unwanted?.addEventListener('abort', stop);
  if (unwanted?.aborted) stop();
  return {
    signal: controller.signal,
    get late() {
      return late;
    },
    clear() {
      clearTimeout(timer);
      unwanted?.removeEventListener('abort', stop);
    },
  };
}
