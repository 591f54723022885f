import { describe, expect, it } from 'vitest';
import { addServer } from '../../test/e2e/installation.ts';
import { POOL, type Sample } from '../audit/history.ts';
import type { OperationContext } from './context.ts';
import { historyOverview, showHistory } from './history.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

const MINUTE = 60_000;

/** What a poller saw of a server, so long ago. */
async function saw(
  context: OperationContext,
  serverId: string,
  minutesAgo: number,
  figures: Partial<Sample> = {},
): Promise<void> {
  const now = Date.now();
  const sample = {
    ...{ serverId, at: now - minutesAgo * MINUTE, online: 1, load: 10, meetings: 1, users: 5, videos: 0 },
    ...{ responseMs: 20, ...figures },
  };
  const pool = { ...sample, serverId: POOL };
  await (await context.database())?.history.record({ samples: [sample, pool], changes: [] }, { now });
}

describe('history.show', () => {
  it('tells every poll of the last hours', async () => {
    const context = await openContext();
    await saw(context, 'bbb1', 2, { load: 7.123, users: 3 });
    await saw(context, 'bbb1', 1, { load: undefined, online: 0, responseMs: undefined });
    const { server, points } = await perform(showHistory, context, { server: 'bbb1', since: '1h' });
    expect(server).toBe('bbb1');
    expect(points).toMatchObject([
      { samples: 1, online: 1, load: 7.12, load_max: 7.12, users: 3, response_ms: 20 },
      { samples: 1, online: 0, load: null, load_max: null, response_ms: null, response_ms_max: null },
    ]);
    expect(Date.now() - Date.parse(points[0]?.at ?? '')).toBeGreaterThanOrEqual(2 * MINUTE);
  });

  it('tells of the pool when no server is named', async () => {
    const context = await openContext();
    await saw(context, 'bbb1', 1, { users: 40 });
    const { server, points, step_seconds } = await perform(showHistory, context, {});
    expect([server, step_seconds]).toEqual([null, 300]);
    expect(points).toMatchObject([{ users: 40, samples: 1 }]);
  });

  it('merges points until they are as few as asked for', async () => {
    const context = await openContext();
    for (let minute = 1; minute <= 100; minute++) await saw(context, 'bbb1', minute, { users: minute });
    const asked = { server: 'bbb1', since: '2h', points: 10 };
    for (const resolution of ['poll', 'period'] as const) {
      const { points } = await perform(showHistory, context, { ...asked, resolution });
      expect(points.length).toBeLessThanOrEqual(10);
      expect(points.length).toBeGreaterThan(5);
      expect(points.reduce((sum, { samples }) => sum + samples, 0)).toBe(100);
      expect(Math.max(...points.map(({ users_max }) => users_max ?? 0))).toBe(100);
      expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).sort());
    }
  });

  it('knows servers that are gone, and those that were never polled, but no others', async () => {
    const context = await openContext();
    await saw(context, 'gone', 1);
    await addServer(context.store, { id: 'new' });
    const about = async (server: string) => (await perform(showHistory, context, { server })).points.length;
    expect(await about('gone')).toBe(1);
    expect(await about('new')).toBe(0);
    await expect(about('unknown')).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    [{ since: 'yesterday' }, /since: Must be like/],
    [{ since: '1h', until: '2h' }, /since must lie before until/],
    [{ since: '2999-01-01' }, /not in the future/],
    [{ points: 1 }, /points/],
    [{ points: 2001 }, /points/],
  ])('refuses %j', async (input, message) => {
    await expect(perform(showHistory, await openContext(), input)).rejects.toThrow(message);
  });

  it('is not there without a database', async () => {
    const context = await openContext({ env: { DB_DISABLED: 'true' } });
    await expect(perform(showHistory, context, {})).rejects.toMatchObject({ status: 412 });
  });
});

describe('history.overview', () => {
  it('draws a line for the pool and each of its servers', async () => {
    const context = await openContext();
    await addServer(context.store, { id: 'bbb1' });
    await addServer(context.store, { id: 'bbb2' });
    await saw(context, 'bbb1', 60, { load: 10, users: 30 });
    await saw(context, 'bbb1', 1, { load: 20, users: 10, responseMs: 40 });
    const { pool, servers, step_seconds } = await perform(historyOverview, context, { points: 24 });
    expect(step_seconds).toBeGreaterThanOrEqual(3600);
    expect(pool.id).toBeNull();
    expect(servers.map(({ id }) => id)).toEqual(['bbb1', 'bbb2']);
    const [one, two] = servers;
    expect(one?.load.length).toBeLessThanOrEqual(25);
    expect(one).toMatchObject({ load_max: 20, users_max: 30, response_ms: 30, online: 1 });
    expect(one?.load.filter((load) => load !== null).reduce((sum, load) => sum + load, 0)).toBeGreaterThan(
      14,
    );
    expect(two).toMatchObject({ online: null, load_max: null });
    expect(new Set(two?.load)).toEqual(new Set([null]));
  });

  it('tells a week at most', async () => {
    await expect(perform(historyOverview, await openContext(), { since: '8d' })).rejects.toThrow(/7 days/);
  });
});
