import { expect, it } from 'vitest';
import { sideBySide } from './side-by-side.ts';

it('does all, so many at a time', async () => {
  let [running, most] = [0, 0];
  const done: string[] = [];
  await sideBySide(['a', 'b', 'c', 'd', 'e'], 2, async (item, index) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    done.push(`${item}${index}`);
    running -= 1;
  });
  expect(most).toBe(2);
  expect(done.sort()).toEqual(['a0', 'b1', 'c2', 'd3', 'e4']);
});

it('begins nothing more when one has failed', async () => {
  const begun: number[] = [];
  const work = sideBySide([1, 2, 3, 4], 1, async (item) => {
    begun.push(item);
    if (item === 2) throw new Error('two');
  });
  await expect(work).rejects.toThrow('two');
  expect(begun).toEqual([1, 2]);
});
