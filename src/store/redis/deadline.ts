interface Waiting {
  /** By `performance.now()`. */
  readonly due: number;
  /** Undefined: it is settled. */
  fail: (() => void) | undefined;
}

/** Of those settled so many are kept at most before one that is still waited for. */
const TIDY_AT = 1000;

/**
 * Returns what makes a promise reject when it is not settled within `ms`, with what `toFailure` makes of the error
 * (the error itself unless told). All are given the same time, so the one that waits longest is due first: one timer
 * serves all, where one each cost a join a twentieth of its CPU.
 */
export function createDeadline(
  ms: number,
  toFailure: (error: unknown) => unknown = (error) => error,
): <T>(work: Promise<T>) => Promise<T> {
  // In the order they began, those before `first` settled. No Set: one that is old goes on holding what it held
  // whenever it was rebuilt, so that V8 took many replies for old objects, which it collects seldom, at a price.
  const waiting: Waiting[] = [];
  let first = 0;
  let watching = false;

  function settle(one: Waiting): void {
    one.fail = undefined;
    while (first < waiting.length && waiting[first]?.fail === undefined) first += 1;
    if (first < waiting.length && first < TIDY_AT) return;
    waiting.splice(0, first);
    first = 0;
  }

  function look(): void {
    watching = false;
    const now = performance.now();
    for (const one of waiting.filter(({ due }) => due <= now)) {
      const { fail } = one;
      settle(one);
      fail?.();
    }
    const next = waiting[first];
    if (next !== undefined) watch(next.due - now);
  }

  /** Rounded up, or it would come too early by a part of a millisecond, again and again. */
  function watch(forMs: number): void {
    if (watching) return;
    watching = true;
    setTimeout(look, Math.ceil(forMs)).unref();
  }

  return (work) =>
    new Promise((resolve, reject) => {
      const one: Waiting = {
        due: performance.now() + ms,
        fail: () => reject(toFailure(new Error('Command timed out'))),
      };
      waiting.push(one);
      watch(ms);
      work.then(
        (value) => {
          settle(one);
          resolve(value);
        },
        (error: unknown) => {
          settle(one);
          reject(toFailure(error));
        },
      );
    });
}
