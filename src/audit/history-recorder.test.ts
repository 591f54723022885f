import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../cluster/ports.ts';
import type { Server } from '../cluster/server.ts';
import { server as idle } from '../cluster/testing.ts';
import { POOL, type Sample } from './history.ts';
import { createHistoryRecorder, type RecorderOptions } from './history-recorder.ts';
import type { HistoryRecord, HistoryStore } from './history-store.ts';

const SECOND = 1000;

/** One with a meeting of two. */
function server(id: string, figures: Partial<Server> = {}): Server {
  return idle(id, { load: 1, meetings: 1, users: 2, largestMeeting: 2, videos: 1, ...figures });
}

/** A recorder on a clock of the test's, and a history that keeps what it gets or is away. */
function setUp(options: Partial<RecorderOptions> = {}) {
  const state = { now: 1_000_000, away: false, condensed: 0 };
  const records: HistoryRecord[] = [];
  const gaps: (number | undefined)[] = [];
  const logged: string[] = [];
  const history: HistoryStore = {
    async record(record, { unlessWithinMs }) {
      if (state.away) throw new StoreUnavailable('away');
      records.push(record);
      gaps.push(unlessWithinMs);
      return true;
    },
    async condense() {
      state.condensed += 1;
      if (state.away) throw new StoreUnavailable('away');
    },
    read: () => ({ async *[Symbol.asyncIterator]() {} }),
    changes: async () => [],
    offlineSince: async () => new Map(),
  };
  const keep = (_fields: object, message: string) => void logged.push(message);
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  const recorder = createHistoryRecorder({
    ...{ history, intervalMs: 60 * SECOND, now: () => state.now, log },
    ...options,
  });
  const poll = (serverId: string, figures: Partial<Sample> = {}): Sample => ({
    ...{ serverId, at: state.now, online: 1, load: 1, meetings: 1, users: 2, videos: 1, responseMs: 8 },
    ...figures,
  });
  /** Lets time pass as a poller does that ticks each second. */
  const pass = async (seconds: number, servers: readonly Server[] = [server('one')]): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      state.now += SECOND;
      recorder.tick(servers);
      await new Promise(setImmediate);
    }
  };
  const ids = () => records.map(({ samples }) => samples.map(({ serverId }) => serverId));
  return { state, records, gaps, logged, recorder, poll, pass, ids };
}

describe('the recorder of the load history', () => {
  it('writes the first polls at once and then all of a minute together', async () => {
    const { recorder, poll, pass, ids } = setUp();
    recorder.polled(poll('one'));
    await pass(1);
    expect(ids()).toEqual([['one', POOL]]);
    await pass(20);
    recorder.polled(poll('two'));
    await pass(20);
    recorder.polled(poll('three'));
    expect(ids()).toHaveLength(1);
    await pass(20);
    expect(ids()).toEqual([
      ['one', POOL],
      ['two', 'three', POOL],
    ]);
  });

  it('writes nothing while nobody was polled', async () => {
    const { pass, ids } = setUp();
    await pass(200);
    expect(ids()).toEqual([]);
  });

  it('sums up the pool as the store tells it, with what other pollers see', async () => {
    const { recorder, poll, pass, records } = setUp();
    recorder.polled(poll('one', { responseMs: 10 }));
    recorder.polled(poll('two', { responseMs: 30 }));
    recorder.polled(poll('gone', { online: 0, responseMs: undefined }));
    const away = server('away', { online: false, load: undefined, meetings: 0, users: 0, videos: 0 });
    await pass(1, [server('one', { load: 2.5 }), server('other', { load: 4, users: 40 }), away]);
    const pool = { online: 2, load: 6.5, meetings: 2, users: 42, videos: 2, responseMs: 20 };
    expect(records[0]?.samples.at(-1)).toMatchObject({ serverId: POOL, ...pool });
  });

  it('keeps one sample in five seconds of a server that is polled without end', async () => {
    const { recorder, poll, pass, records } = setUp({ intervalMs: 100 });
    for (let second = 0; second < 60; second++) {
      recorder.polled(poll('one'));
      await pass(1);
    }
    const samples = records.flatMap((record) => record.samples).filter(({ serverId }) => serverId === 'one');
    expect(samples.length).toBeGreaterThan(9);
    expect(samples.length).toBeLessThan(14);
    expect(records.length).toBeLessThan(8);
  });

  it('holds back what it can not write, and writes it when the database is back', async () => {
    const { state, recorder, poll, pass, ids, logged } = setUp();
    state.away = true;
    recorder.polled(poll('one'), 'offline');
    await pass(90);
    recorder.polled(poll('two'));
    state.away = false;
    await pass(60);
    expect(ids()).toEqual([['one', 'two', POOL]]);
    expect(logged).toEqual([]);
  });

  it('does not pile up without end while the database is away', async () => {
    const { state, recorder, poll, pass, records } = setUp();
    state.away = true;
    for (let round = 0; round < 30; round++) {
      for (let number = 0; number < 1000; number++) recorder.polled(poll(`server ${number}`));
      await pass(60);
    }
    state.away = false;
    await recorder.finish();
    expect(records[0]?.samples).toHaveLength(20_001);
  });

  it('tells of servers that went on- or offline, whatever the polls of them', async () => {
    const { state, recorder, poll, pass, records } = setUp();
    recorder.polled(poll('one'), 'online');
    state.now += SECOND;
    recorder.polled(poll('one', { online: 0 }), 'offline');
    await pass(1);
    expect(records[0]?.changes).toEqual([
      { serverId: 'one', at: 1_000_000, online: true },
      { serverId: 'one', at: 1_001_000, online: false },
    ]);
    expect(records[0]?.samples).toHaveLength(2);
  });

  it('leaves it to a poller that has just written, when the round is one by hand', async () => {
    const { recorder, poll, gaps } = setUp({ byHand: true });
    recorder.polled(poll('one'));
    await recorder.finish([server('one')]);
    await recorder.finish([server('one')]);
    expect(gaps).toEqual([45 * SECOND]);
  });

  it('goes on when the clock is set back', async () => {
    const { state, recorder, poll, pass, ids } = setUp();
    recorder.polled(poll('one'));
    await pass(1);
    state.now -= 500 * SECOND;
    recorder.polled(poll('one'));
    await pass(1);
    expect(ids()).toHaveLength(2);
  });

  it('has hours condensed now and then', async () => {
    const { state, recorder, poll, pass } = setUp();
    for (let minute = 0; minute < 25; minute++) {
      recorder.polled(poll('one'));
      await pass(60);
    }
    expect(state.condensed).toBe(3);
  });
});
