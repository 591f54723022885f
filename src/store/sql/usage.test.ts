import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../audit/history.ts';
import type { UsedMeeting } from '../../audit/usage.ts';
import { databaseKinds, databaseOfTest } from '../contract/database.ts';

const MINUTE = 60_000;
const DAY = 20_000;
const NOON = DAY * DAY_MS + DAY_MS / 2;
const GAP = 3 * MINUTE;

const seen = (key: string, change: Partial<UsedMeeting> = {}): UsedMeeting => ({
  ...{ key, tenantId: undefined, at: NOON, before: 0, users: 5 },
  ...change,
});

describe.each(databaseKinds)('the usage report on %s', (kind) => {
  const all = { from: DAY - 5, to: DAY + 5 };

  it('adds up the time between the polls of a meeting, and knows the most users', async () => {
    const { usage } = await databaseOfTest(kind);
    await usage.record([seen('a', { before: 30_000, users: 3 })], GAP);
    await usage.record([seen('a', { at: NOON + MINUTE, users: 9 })], GAP);
    await usage.record([seen('a', { at: NOON + 3 * MINUTE, users: 4 })], GAP);
    expect(await usage.days(all)).toEqual([
      { day: DAY, tenantId: undefined, meetings: 1, ms: 3.5 * MINUTE, participants: 9 },
    ]);
  });

  it('counts no time that nobody polled, and none twice', async () => {
    const { usage } = await databaseOfTest(kind);
    await usage.record([seen('a')], GAP);
    await usage.record([seen('a', { at: NOON + 60 * MINUTE })], GAP);
    await usage.record([seen('a', { at: NOON + 60 * MINUTE }), seen('a', { at: NOON + 61 * MINUTE })], GAP);
    await usage.record([seen('a', { at: NOON + 60 * MINUTE })], GAP);
    expect(await usage.days(all)).toMatchObject([{ meetings: 1, ms: MINUTE }]);
  });

  it('tells tenants apart, and one of them alone', async () => {
    const { usage } = await databaseOfTest(kind);
    const many = Array.from({ length: 600 }, (_, index) =>
      seen(`"m" ${index}`, { tenantId: 't1', users: 2 }),
    );
    await usage.record([...many, seen('x', { tenantId: "t'2" }), seen('none')], GAP);
    expect(await usage.days(all)).toEqual([
      { day: DAY, tenantId: undefined, meetings: 1, ms: 0, participants: 5 },
      { day: DAY, tenantId: "t'2", meetings: 1, ms: 0, participants: 5 },
      { day: DAY, tenantId: 't1', meetings: 600, ms: 0, participants: 1200 },
    ]);
    expect(await usage.days({ ...all, tenantId: "t'2" })).toMatchObject([{ meetings: 1 }]);
    expect(await usage.days({ from: DAY + 1, to: DAY + 5 })).toEqual([]);
  });

  it('counts a meeting over midnight on both days, and tells the same of days that are over', async () => {
    const { usage } = await databaseOfTest(kind);
    const midnight = (DAY + 1) * DAY_MS;
    await usage.record([seen('a', { at: midnight - MINUTE, tenantId: 't1' }), seen('b')], GAP);
    await usage.record([seen('a', { at: midnight + MINUTE, before: MINUTE, tenantId: 't1' })], GAP);
    const before = await usage.days(all);
    expect(before).toMatchObject([
      { day: DAY, tenantId: undefined, meetings: 1 },
      { day: DAY, tenantId: 't1', meetings: 1, ms: 0 },
      { day: DAY + 1, tenantId: 't1', meetings: 1, ms: MINUTE },
    ]);
    const dayAfter = midnight + DAY_MS + MINUTE;
    await Promise.all([usage.condense(dayAfter), usage.condense(dayAfter)]);
    await usage.condense(dayAfter);
    expect(await usage.days(all)).toEqual(before);
  });
});
