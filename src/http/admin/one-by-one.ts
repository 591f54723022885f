import { refused } from './refused.ts';

const MOST_WAITING = 20;

/** Runs what it is given one after the other. Throws a Refusal (503) when too many wait already. */
export function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= MOST_WAITING) throw refused('too-many-sign-ins', {}, { 'retry-after': '5' });
    waiting += 1;
    const mine = last.then(work).finally(() => {
      waiting -= 1;
    });
    last = mine.catch(() => {});
    return await mine;
  };
}
