import { describe, expect, it } from 'vitest';
import { type OpenSubject, SOON, subjectOf } from './subject.ts';

export function describeLeaseStore(name: string, open: OpenSubject): void {
  describe(`${name}: leases`, () => {
    const subject = subjectOf(open);
    const leases = () => subject().store.leases;

    it('have one holder at a time', async () => {
      expect(await leases().acquire(['a', 'b'], 'me', 60_000)).toEqual(new Set(['a', 'b']));
      expect(await leases().acquire(['b', 'c'], 'you', 60_000)).toEqual(new Set(['c']));
      expect(await leases().acquire(['a', 'b', 'c'], 'me', 60_000)).toEqual(new Set(['a', 'b']));
    });

    it('go to another holder once they have run out', async () => {
      await leases().acquire(['a'], 'me', 300);
      expect(await leases().acquire(['a'], 'you', 60_000)).toEqual(new Set());
      await expect.poll(() => leases().acquire(['a'], 'you', 60_000), SOON).toEqual(new Set(['a']));
      expect(await leases().acquire(['a'], 'me', 60_000)).toEqual(new Set());
    });

    it('last longer when taken again', async () => {
      await leases().acquire(['a', 'b'], 'me', 200);
      await leases().acquire(['a'], 'me', 60_000);
      await expect.poll(() => leases().acquire(['b'], 'you', 60_000), SOON).toEqual(new Set(['b']));
      expect(await leases().acquire(['a'], 'you', 60_000)).toEqual(new Set());
    });

    it('are given back by their holder only', async () => {
      await leases().acquire(['a', 'b'], 'me', 60_000);
      await leases().release(['a', 'b'], 'you');
      expect(await leases().acquire(['a', 'b'], 'you', 60_000)).toEqual(new Set());
      await leases().release(['a', 'never'], 'me');
      expect(await leases().acquire(['a', 'b'], 'you', 60_000)).toEqual(new Set(['a']));
    });

    it('are given back one by one by many at once, each by its holder only', async () => {
      const names = Array.from({ length: 120 }, (_, index) => `poll:server ${index}`);
      const holder = (index: number) => `holder ${index % 3}`;
      await Promise.all(names.map((name, index) => leases().acquire([name], holder(index), 60_000)));
      await Promise.all([
        ...names.map((name, index) => leases().release([name, 'never'], index % 5 ? holder(index) : 'you')),
        leases().release([], 'me'),
        leases().release(names.slice(1, 3), holder(1)),
      ]);
      const free = names.filter((_, index) => index % 5 > 0);
      expect(await leases().acquire(names, 'you', 60_000)).toEqual(new Set(free));
    });

    it('come by the thousand, and by none', async () => {
      const names = Array.from({ length: 1000 }, (_, index) => `poll:server ${index}`);
      expect(await leases().acquire(names, 'me', 60_000)).toEqual(new Set(names));
      expect(await leases().acquire(names, 'you', 60_000)).toEqual(new Set());
      await leases().release(names, 'me');
      expect((await leases().acquire(names, 'you', 60_000)).size).toBe(1000);
      expect(await leases().acquire([], 'me', 60_000)).toEqual(new Set());
      await leases().release([], 'me');
    });
  });
}
