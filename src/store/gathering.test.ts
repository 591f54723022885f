import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { StoreUnavailable } from '../cluster/ports.ts';
import { gather } from './gathering.ts';

/** Multiplies by ten, and notes what was done at once. */
function multiplying(
  fail: (numbers: readonly number[]) => Error | undefined = () => undefined,
  key?: (number: number) => unknown,
) {
  const goes: (readonly number[])[] = [];
  const many = async (numbers: readonly number[]): Promise<readonly number[]> => {
    goes.push(numbers);
    await new Promise((resolve) => setImmediate(resolve));
    const error = fail(numbers);
    if (error) throw error;
    return numbers.map((number) => number * 10);
  };
  const one = async (number: number) => (await many([number]))[0] ?? Number.NaN;
  return { goes, multiply: gather({ one, many, ...(key && { key }) }) };
}

describe('what several ask for', () => {
  it('in one turn of the event loop is done in one go, and each gets its own answer', async () => {
    const { goes, multiply } = multiplying();
    expect(await Promise.all([1, 2, 3].map(multiply))).toEqual([10, 20, 30]);
    expect(goes).toEqual([[1, 2, 3]]);
    expect(await multiply(4)).toBe(40);
    expect(goes).toHaveLength(2);
  });

  it('while a go is under way waits for the next', async () => {
    const { goes, multiply } = multiplying();
    const first = multiply(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await Promise.all([first, multiply(2), multiply(3)])).toEqual([10, 20, 30]);
    expect(goes).toEqual([[1], [2, 3]]);
  });

  it('is done in several goes when it is much', async () => {
    const { goes, multiply } = multiplying();
    const numbers = Array.from({ length: 250 }, (_, index) => index);
    expect(await Promise.all(numbers.map(multiply))).toEqual(numbers.map((number) => number * 10));
    expect(goes).toHaveLength(3);
  });

  it('is not done in one go when it is of one kind: the second waits for the next', async () => {
    const { goes, multiply } = multiplying(undefined, (number) => number % 10);
    expect(await Promise.all([1, 11, 2, 21].map(multiply))).toEqual([10, 110, 20, 210]);
    expect(goes).toEqual([[1, 2], [11], [21]]);
  });

  it('fails alone when it fails: the others are done again without it', async () => {
    const odd = new TypeError('not this one');
    const { multiply } = multiplying((numbers) => (numbers.includes(2) ? odd : undefined));
    const outcomes = await Promise.allSettled([1, 2, 3].map(multiply));
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: odd },
      { status: 'fulfilled', value: 30 },
    ]);
    expect(await multiply(5)).toBe(50);
  });

  it('costs few further goes when one of many fails', async () => {
    const { goes, multiply } = multiplying((numbers) =>
      numbers.includes(42) ? new TypeError('odd') : undefined,
    );
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const outcomes = await Promise.allSettled(numbers.map(multiply));
    const failed = numbers.filter((number) => outcomes[number]?.status === 'rejected');
    expect(failed).toEqual([42]);
    expect(goes.length).toBeLessThanOrEqual(15);
  });

  it('fails together, and is not tried one by one, when the store is away', async () => {
    const { goes, multiply } = multiplying(() => new StoreUnavailable('away'));
    const outcomes = await Promise.allSettled([1, 2].map(multiply));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(goes).toHaveLength(1);
  });

  /** Multiplies by ten; goes of some numbers hang until they are let go. */
  function hanging(isHung: (numbers: readonly number[]) => boolean, patienceMs: number) {
    const hung = Promise.withResolvers<void>();
    const goes: (readonly number[])[] = [];
    const multiply = gather({
      patienceMs,
      async many(numbers: readonly number[]) {
        goes.push(numbers);
        if (isHung(numbers)) await hung.promise;
        return numbers.map((number) => number * 10);
      },
    });
    return { hung, goes, multiply };
  }

  it('waits for a go that hangs only as long as it has patience', async () => {
    const { hung, goes, multiply } = hanging((numbers) => numbers.includes(1), 20);
    const first = multiply(1);
    await expect.poll(() => goes).toEqual([[1]]);
    expect(await Promise.all([multiply(2), multiply(3)])).toEqual([20, 30]);
    expect(await multiply(4)).toBe(40);
    expect(goes).toEqual([[1], [2, 3], [4]]);
    hung.resolve();
    expect(await first).toBe(10);
  });

  it('waits for the go before as long as there is patience, and leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { hung, goes, multiply } = hanging((numbers) => numbers.includes(1), 60_000);
    const first = multiply(1);
    await expect.poll(() => goes).toEqual([[1]]);
    const second = multiply(2);
    hung.resolve();
    expect(await Promise.all([first, second])).toEqual([10, 20]);
    expect(goes).toEqual([[1], [2]]);
    await expect.poll(() => vi.getTimerCount()).toBe(0);
  });

  it('is all sent while all hangs, so that nobody waits for the patience of many', async () => {
    const { hung, goes, multiply } = hanging(() => true, 200);
    const all = Array.from({ length: 950 }, (_, index) => multiply(index));
    await expect.poll(() => goes.length).toBeGreaterThan(1);
    expect(goes).toHaveLength(10);
    hung.resolve();
    expect(await Promise.all(all)).toHaveLength(950);
  });
});
