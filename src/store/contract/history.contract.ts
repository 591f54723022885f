import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, merged, type Period, POOL, type Sample } from '../../audit/history.ts';
import type { HistoryQuery, HistoryStore } from '../../audit/history-store.ts';
import type { DatabaseStore } from '../../operations/ports.ts';

/** A history under test, empty; gone when the test is over. */
export interface HistorySubject {
  readonly database: DatabaseStore;
  /** The same data, as another process has it. */
  reopen(): Promise<DatabaseStore>;
  /** As if all that is kept had been written so much earlier (later, when negative), whole hours. */
  age(hours: number): Promise<void>;
  /** How many rows there are in all. */
  rows(): Promise<number>;
}

export type OpenHistorySubject = () => Promise<HistorySubject>;

const sample = (serverId: string, at: number, figures: Partial<Sample> = {}): Sample => ({
  ...{ serverId, at, online: 1, load: 10, meetings: 1, users: 5, videos: 2, responseMs: 30 },
  ...figures,
});

/** What a poller records: its servers, each a moment ago, and the pool. */
async function record(
  history: HistoryStore,
  loads: Readonly<Record<string, number | undefined>>,
  options: { unlessWithinMs?: number; ago?: number } = {},
): Promise<boolean> {
  const now = Date.now();
  const at = now - (options.ago ?? 0);
  const samples = Object.entries(loads).map(([id, load]) => sample(id, at, { load }));
  const pool = sample(POOL, at, { online: samples.length, load: 0 });
  return history.record({ samples: [...samples, pool], changes: [] }, { now, ...options });
}

async function read(history: HistoryStore, query: Partial<HistoryQuery> = {}): Promise<Period[]> {
  const now = Date.now();
  const found: Period[] = [];
  const range = { from: now - 40 * DAY_MS, to: now + HOUR_MS, resolution: 'period' as const };
  for await (const periods of history.read({ ...range, ...query })) found.push(...periods);
  return found;
}

const lastDay = (): Partial<HistoryQuery> => ({ from: Date.now() - DAY_MS, resolution: 'poll' });

/** The highest loads, in the order they come. */
const loads = (periods: readonly Period[]) => periods.map(({ load }) => load?.max);

/** To the end of the hour and beyond, so that it can be condensed. */
const OVER = 2;

export function describeHistoryStore(name: string, open: OpenHistorySubject): void {
  describe(`${name}: history`, () => {
    it('tells each sample of the last day, of a server or of all', async () => {
      const { history } = (await open()).database;
      const began = Date.now();
      expect(await record(history, { one: 7.5, two: 8 }, { ago: 5000 })).toBe(true);
      expect(await record(history, { one: undefined, two: 9 })).toBe(true);
      const one = await read(history, { ...lastDay(), serverId: 'one' });
      expect(one).toMatchObject([
        {
          ...{ serverId: 'one', samples: 1, online: 1, load: { average: 7.5, max: 7.5 } },
          meetings: { average: 1, max: 1 },
          users: { average: 5, max: 5 },
          videos: { average: 2, max: 2 },
          responseMs: { average: 30, max: 30 },
        },
        { serverId: 'one', load: undefined },
      ]);
      const moments = one.map(({ at }) => at - began);
      expect(moments[0]).toBeGreaterThan(-6000);
      expect(moments[0]).toBeLessThan((moments[1] ?? 0) - 4000);
      const all = await read(history, lastDay());
      expect(all.map(({ serverId }) => serverId).sort()).toEqual(['', '', 'one', 'one', 'two', 'two']);
      expect(await read(history, { ...lastDay(), serverId: 'three' })).toEqual([]);
    });

    it('tells what lies in the range asked for, and nothing else', async () => {
      const subject = await open();
      const { history } = subject.database;
      await record(history, { one: 1 });
      await subject.age(3);
      await record(history, { one: 2 });
      const from = Date.now() - HOUR_MS;
      for (const resolution of ['poll', 'period'] as const) {
        expect(loads(await read(history, { serverId: 'one', resolution, from }))).toEqual([2]);
        const before = { serverId: 'one', resolution, from: from - 3 * HOUR_MS, to: from };
        expect(loads(await read(history, before))).toEqual([1]);
      }
    });

    it('makes periods of the hours that are over, and tells the same as before', async () => {
      const subject = await open();
      const { history } = subject.database;
      await record(history, { one: 1, two: 50 }, { ago: 60_000 });
      await record(history, { one: 3, two: 60 }, { ago: 60_000 });
      // As one, since the clock may go over from one period to the next between the two.
      const told = async () => merged(await read(history, { serverId: 'one' }), 400 * DAY_MS);
      await history.condense();
      await subject.age(OVER);
      const [before] = await told();
      expect(before).toMatchObject({ samples: 2, load: { average: 2, max: 3 } });
      await history.condense();
      await history.condense();
      expect(await told()).toEqual([before]);
      expect(new Set((await read(history)).map(({ serverId }) => serverId))).toEqual(
        new Set(['one', 'two', POOL]),
      );
      expect((await read(history, { serverId: POOL }))[0]).toMatchObject({ online: 2 });
      expect(await read(history, { ...lastDay(), serverId: 'one' })).toHaveLength(2);
    });

    it('keeps samples for a day and periods for thirty, and a removed server no longer', async () => {
      const subject = await open();
      const { history } = subject.database;
      await record(history, { old: 1 });
      await subject.age(OVER);
      await history.condense();
      await subject.age(24);
      await history.condense();
      expect(await read(history, { resolution: 'poll', serverId: 'old' })).toEqual([]);
      expect(loads(await read(history, { serverId: 'old' }))).toEqual([1]);
      await subject.age(30 * 24);
      await history.condense();
      expect(await subject.rows()).toBe(0);
    });

    it('is not written twice by polls by hand beside a poller', async () => {
      const { history } = (await open()).database;
      await record(history, { one: 1 });
      expect(await record(history, { one: 2 }, { unlessWithinMs: 60_000 })).toBe(false);
      expect(await record(history, { one: 3 })).toBe(true);
      expect(loads(await read(history, { ...lastDay(), serverId: 'one' }))).toEqual([1, 3]);
    });

    it('takes the same hour from several pollers once', async () => {
      const subject = await open();
      const other = await subject.reopen();
      await Promise.all([
        record(subject.database.history, { one: 1 }),
        record(other.history, { two: 2, 'o d d\0 ïd': 3 }),
      ]);
      await subject.age(OVER);
      await Promise.all([subject.database.history.condense(), other.history.condense()]);
      const found = (await read(other.history)).filter(({ serverId }) => serverId !== POOL);
      expect(found.map(({ serverId, load }) => [serverId, load?.max]).sort()).toEqual([
        ['o d d\0 ïd', 3],
        ['one', 1],
        ['two', 2],
      ]);
    });

    it('gets over a clock that was ahead for a while, or behind', async () => {
      const subject = await open();
      const { history } = subject.database;
      await record(history, { one: 4 });
      await subject.age(-400 * 24);
      await record(history, { one: 5 });
      await subject.age(OVER);
      await record(history, { one: 6 });
      await history.condense();
      expect(loads(await read(history, { serverId: 'one' })).sort()).toEqual([5, 6]);
      // Set ahead by more than all is kept for: the oldest goes, not everything.
      await subject.age(5);
      await record(history, { one: 7 });
      await subject.age(30 * 24);
      await history.condense();
      expect(loads(await read(history, { serverId: 'one', from: 0 }))).toContain(7);
    });

    it('tells which servers went offline and online, the latest first', async () => {
      const { history } = (await open()).database;
      const now = Date.now();
      for (const [serverId, ago, online] of [
        ['old', 9000, false],
        ['one', 5000, false],
        ['two', 3000, false],
        ['one', 1000, true],
      ] as const)
        await history.record({ samples: [], changes: [{ serverId, at: now - ago, online }] }, { now });
      const told = await history.changes(now - 7000, 10);
      expect(told.map(({ serverId, online }) => [serverId, online])).toEqual([
        ['one', true],
        ['two', false],
        ['one', false],
      ]);
      expect(Math.abs((told[0]?.at ?? 0) - (now - 1000))).toBeLessThan(1000);
      expect((await history.changes(0, 2)).map(({ serverId }) => serverId)).toEqual(['one', 'two']);
    });

    it('tells since when a server is offline', async () => {
      const subject = await open();
      const { history } = subject.database;
      const now = Date.now();
      const change = (serverId: string, ago: number, online: boolean) =>
        history.record({ samples: [], changes: [{ serverId, at: now - ago, online }] }, { now });
      await change('down', 5000, false);
      await change('back', 5000, false);
      await change('back', 1000, true);
      const since = await history.offlineSince(['down', 'back', 'unknown']);
      expect([...since.keys()]).toEqual(['down']);
      expect(since.get('down')).toBeGreaterThan(now - 5100);
      expect(since.get('down')).toBeLessThanOrEqual(Date.now() - 5000);
      expect(await history.offlineSince([])).toEqual(new Map());
    });
  });
}
