/** How long a wrong PIN counts. */
const WINDOW_MS = 10 * 60_000;
/** So many wrong ones are a caller's mistakes; from then on every PIN is answered later. */
const FREE = 5;
const MOST_DELAY_MS = 3000;
const DELAY_STEP_MS = 500;
/** Callers choose the number they show, so their count is bounded; who comes next is counted over all. */
const MOST_CALLERS = 10_000;

/** Slows down the guessing of PINs, in this process. Nobody is locked out: a number can be anybody's. */
export interface GuessGuard {
  /** For how many milliseconds the answer to a PIN of this caller is to be held back, right or wrong. */
  delay(caller: string): number;
  wrong(caller: string): void;
}

/** Counts per caller number, and over all callers for those who change theirs. `now`: milliseconds. */
export function createGuessGuard(now: () => number): GuessGuard {
  const byCaller = new Map<string, number[]>();
  let all: number[] = [];

  const recent = (times: readonly number[]): number[] => times.filter((time) => time > now() - WINDOW_MS);

  function countOf(caller: string): number {
    const times = recent(byCaller.get(caller) ?? []);
    if (times.length === 0) byCaller.delete(caller);
    return times.length;
  }

  /** The times of the last few wrong ones tell all that matters. */
  const added = (times: readonly number[]): number[] =>
    [...recent(times), now()].slice(-(FREE + MOST_DELAY_MS / DELAY_STEP_MS));

  function forgetOldest(): void {
    const [oldest] = byCaller.keys();
    if (oldest !== undefined && byCaller.size > MOST_CALLERS) byCaller.delete(oldest);
  }

  return {
    delay(caller) {
      all = recent(all);
      const count = Math.max(countOf(caller), all.length);
      return Math.min(MOST_DELAY_MS, Math.max(0, count - FREE + 1) * DELAY_STEP_MS);
    },
    wrong(caller) {
      all = added(all);
      const times = added(byCaller.get(caller) ?? []);
      // Written last, so that who has been silent longest comes first.
      byCaller.delete(caller);
      byCaller.set(caller, times);
      forgetOldest();
    },
  };
}
