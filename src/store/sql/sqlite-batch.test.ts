import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { createBatch } from './sqlite-batch.ts';
import type { All } from './sqlite-database.ts';

const all: All = () => [];

/** Does each piece of work and counts the transactions. */
function counting() {
  const counted = { transactions: 0 };
  const batch = createBatch(async (work) => {
    counted.transactions += 1;
    return work(all);
  });
  return { counted, batch };
}

describe('pieces of work that come up in one turn of the event loop', () => {
  it('share a transaction, and each gets its own result', async () => {
    const { counted, batch } = counting();
    const results = await Promise.all([1, 2, 3].map((number) => batch(() => number * 10)));
    expect(results).toEqual([10, 20, 30]);
    expect(counted.transactions).toBe(1);
    expect(await batch(() => 'later')).toBe('later');
    expect(counted.transactions).toBe(2);
  });

  it('are shared out when they are many, so that nobody else waits long', async () => {
    const { counted, batch } = counting();
    const numbers = Array.from({ length: 120 }, (_, index) => index);
    expect(await Promise.all(numbers.map((number) => batch(() => number)))).toEqual(numbers);
    expect(counted.transactions).toBe(3);
  });

  it('fail alone when they fail: the others are done again without them', async () => {
    const { batch } = counting();
    const failing = () => {
      throw new TypeError('not this one');
    };
    const outcomes = await Promise.allSettled([batch(() => 'a'), batch(failing), batch(() => 'c')]);
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 'a' },
      { status: 'rejected', reason: new TypeError('not this one') },
      { status: 'fulfilled', value: 'c' },
    ]);
  });

  it('fail together, and are not tried one by one, when the store is away', async () => {
    let tries = 0;
    const batch = createBatch(async () => {
      tries += 1;
      throw new StoreUnavailable('away');
    });
    const outcomes = await Promise.allSettled([batch(() => 1), batch(() => 2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(tries).toBe(1);
  });
});
