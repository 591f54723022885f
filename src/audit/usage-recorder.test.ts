import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Log } from '../cluster/log.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { DAY_MS } from './history.ts';
import { type UsageStore, type UsedMeeting, usedMeetings } from './usage.ts';
import { createUsageRecorder } from './usage-recorder.ts';

const MINUTE = 60_000;
const NOON = 20_000 * DAY_MS + DAY_MS / 2;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const listed = (change: object = {}) => ({
  ...{ start: 0, end: 0, meetingID: 'm', meetingName: '', internalMeetingID: 'i-1', createTime: NOON },
  ...{ participantCount: 3, moderatorCount: 0, videoCount: 0, isBreakout: false, running: true },
  ...{ tenantId: 't1', sizeHint: 0 },
  ...change,
});

describe('what a poll tells the usage report', () => {
  const seen = { serverId: 'bbb1', at: NOON + MINUTE, gapMs: 3 * MINUTE, byTenant: true };

  it('is each meeting, with the time that a new one ran before', () => {
    expect(usedMeetings([listed()], seen)).toEqual([
      { key: 'i-1', tenantId: 't1', at: NOON + MINUTE, before: MINUTE, users: 3 },
    ]);
  });

  it('is nothing of breakout rooms, and no tenant that a client made up', () => {
    const meetings = [listed({ isBreakout: true }), listed({ internalMeetingID: '' })];
    expect(usedMeetings(meetings, { ...seen, byTenant: false })).toMatchObject([
      { key: `bbb1 m ${NOON}`, tenantId: undefined },
    ]);
  });

  it.each([
    ['is older than a poll may be', { createTime: NOON - 60 * MINUTE }, 0],
    ['does not tell its age', { createTime: Number.NaN }, 0],
    ['comes from the future', { createTime: NOON + 60 * MINUTE }, 0],
  ])('is no time before, of a meeting that %s', (_, change, before) => {
    expect(usedMeetings([listed(change)], seen)).toMatchObject([{ before }]);
  });

  it('begins anew at midnight', () => {
    const midnight = 20_001 * DAY_MS;
    expect(usedMeetings([listed()], { ...seen, at: midnight + MINUTE })).toMatchObject([{ before: MINUTE }]);
  });
});

describe('the recorder of usage', () => {
  function recorder(record: UsageStore['record'], log: Log = quiet) {
    const usage = { record, condense: async () => {}, days: async () => [] };
    return createUsageRecorder({ usage, intervalMs: MINUTE, byTenant: true, now: () => NOON, log });
  }

  it('writes in a moment what came together', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const writes: string[][] = [];
    const { polled, finish } = recorder(async (seen) => void writes.push(seen.map(({ key }) => key)));
    polled('bbb1', [listed()]);
    polled('bbb2', [listed({ internalMeetingID: 'i-2' })]);
    polled('bbb3', []);
    await vi.advanceTimersByTimeAsync(900);
    expect(writes).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    polled('bbb3', [listed({ internalMeetingID: 'i-3' })]);
    await vi.advanceTimersByTimeAsync(1000);
    polled('bbb4', [listed({ internalMeetingID: 'i-4' })]);
    await finish();
    await vi.advanceTimersByTimeAsync(1000);
    expect(writes).toEqual([['i-1', 'i-2'], ['i-3'], ['i-4']]);
  });

  it('is done when all is written: what comes while it writes is the next', async () => {
    const writes: UsedMeeting[][] = [];
    const { promise: open, resolve } = Promise.withResolvers<void>();
    const { polled, finish } = recorder(async (seen) => {
      writes.push([...seen]);
      await open;
    });
    polled('bbb1', [listed()]);
    const first = finish();
    await vi.waitFor(() => expect(writes).toHaveLength(1));
    polled('bbb2', [listed({ internalMeetingID: 'i-2' })]);
    polled('bbb3', [listed({ internalMeetingID: 'i-3' })]);
    const second = finish();
    expect(writes).toHaveLength(1);
    resolve();
    await Promise.all([first, second]);
    expect(writes.map((batch) => batch.map(({ key }) => key))).toEqual([['i-1'], ['i-2', 'i-3']]);
  });

  it('goes on when the database is back, and tells only of what it can’t explain', async () => {
    const errors: string[] = [];
    const log = { ...quiet, error: (_: object, message: string) => void errors.push(message) };
    const failures: (Error | undefined)[] = [new StoreUnavailable('away'), new TypeError('bug'), undefined];
    const written: string[] = [];
    const { polled, finish } = recorder(async ([one]) => {
      const failure = failures.shift();
      if (failure) throw failure;
      written.push(one?.key ?? '');
    }, log);
    for (const internalMeetingID of ['lost', 'lost too', 'kept']) {
      polled('bbb1', [listed({ internalMeetingID })]);
      await finish();
    }
    expect(written).toEqual(['kept']);
    expect(errors).toEqual(['usage: not written']);
  });
});
