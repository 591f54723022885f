interface Waiting {
  /** By `performance.now()`. */
  readonly due: number;
  readonly fail: () => void;
}

/**
 * Returns what makes a promise reject when it is not settled within `ms`, with what `toFailure` makes of the error
 * (the error itself unless told). All are given the same time, so the one that waits longest is due first: one timer
 * serves all, where one each cost a join a twentieth of its CPU.
 */
export function createDeadline(
  ms: number,
  toFailure: (error: unknown) => unknown = (error) => error,
): <T>(work: Promise<T>) => Promise<T> {
  const waiting = new Set<Waiting>();
  let watching = false;

  function look(): void {
    watching = false;
    const now = performance.now();
    for (const one of waiting) {
      if (one.due > now) {
        watch(one.due - now);
        return;
      }
      waiting.delete(one);
      one.fail();
    }
  }

  /** Rounded up, or it would come too early by a part of a millisecond, again and again. */
  function watch(forMs: number): void {
    if (watching) return;
    watching = true;
    setTimeout(look, Math.ceil(forMs)).unref();
  }

  return (work) =>
    new Promise((resolve, reject) => {
      const one = {
        due: performance.now() + ms,
        fail: () => reject(toFailure(new Error('Command timed out'))),
      };
      waiting.add(one);
      watch(ms);
      work.then(
        (value) => {
          waiting.delete(one);
          resolve(value);
        },
        (error: unknown) => {
          waiting.delete(one);
          reject(toFailure(error));
        },
      );
    });
}
