import { describe, expect, it, onTestFinished } from 'vitest';
import { openPool } from '../../test/helpers/pool.ts';
import { type Period, POOL } from '../audit/history.ts';
import { createHistoryRecorder, type RecorderOptions } from '../audit/history-recorder.ts';
import { createUsageRecorder } from '../audit/usage-recorder.ts';
import type { DatabaseStore } from '../operations/ports.ts';
import { openDatabaseStore } from '../store/index.ts';
import { startPoller } from './poller.ts';
import { pollOnce } from './round.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function setUp(options: Partial<RecorderOptions> = {}) {
  const pool = await openPool({ servers: 2 });
  const database = await openDatabaseStore({ ...pool.config, dbDisabled: false });
  if (!database) throw new Error('no database');
  onTestFinished(() => database.close());
  await database.migrate();
  const own = { intervalMs: 60_000, now: Date.now, log: silent };
  const history = createHistoryRecorder({ history: database.history, ...own, ...options });
  return { pool, database, history };
}

async function samples({ history }: DatabaseStore, serverId: string): Promise<Period[]> {
  const now = Date.now();
  const found: Period[] = [];
  const query = { from: now - 3_600_000, to: now + 1000, resolution: 'poll' as const, serverId };
  for await (const some of history.read(query)) found.push(...some);
  return found;
}

describe('the usage report', () => {
  it('is kept by a running poller and by rounds by hand, with the time between them', async () => {
    const { pool, database } = await setUp();
    const own = { usage: database.usage, intervalMs: 60_000, byTenant: true, log: silent };
    let passed = 0;
    const usage = createUsageRecorder({ ...own, now: () => Date.UTC(2026, 10, 21, 12) + passed });
    const metadata = { 'tenant-id': 't1' };
    pool.fleet.servers[0]?.createRoom({ meetingId: 'room', metadata }, [{ fullName: 'Ada', role: 'VIEWER' }]);
    await pollOnce({ ...pool.deps(), usage });
    passed = 120_000;
    const poller = startPoller({ ...pool.deps(), usage });
    await expect
      .poll(() => pool.fleet.servers[0]?.requests('getMeetings').length, { timeout: 10_000 })
      .toBe(2);
    await poller.stop();
    const day = Math.floor(Date.UTC(2026, 10, 21) / 86_400_000);
    expect(await database.usage.days({ from: day, to: day })).toEqual([
      { day, tenantId: 't1', meetings: 1, ms: 120_000, participants: 1 },
    ]);
  });
});

describe('the load history', () => {
  it('is kept by a running poller, with the time that answers took', async () => {
    const { pool, database, history } = await setUp({ everyMs: 200 });
    const [one, two] = pool.fleet.servers;
    one?.createRoom({ meetingId: 'room' });
    await two?.fault({ kind: 'failed', calls: ['getMeetings'] });
    const poller = startPoller({ ...pool.deps({ pollIntervalMs: 500 }), history });
    onTestFinished(() => poller.stop());
    await expect.poll(() => samples(database, 'sim-2'), { timeout: 10_000 }).not.toEqual([]);
    const whole = { online: 1, load: { max: 15 } };
    await expect
      .poll(async () => (await samples(database, POOL)).at(-1), { timeout: 10_000 })
      .toMatchObject(whole);
    await poller.stop();
    const [first] = await samples(database, 'sim-1');
    expect(first).toMatchObject({ online: 1, load: { max: 15 }, meetings: { max: 1 } });
    expect(first?.responseMs?.max).toBeGreaterThan(0);
    const [failed] = await samples(database, 'sim-2');
    expect(failed).toMatchObject({ online: 0, load: undefined, responseMs: undefined });
  });

  it('is kept by a round by hand', async () => {
    const { pool, database, history } = await setUp({ byHand: true });
    await pollOnce({ ...pool.deps(), history }, 'servers');
    await pollOnce({ ...pool.deps(), history }, 'meetings');
    expect(await samples(database, 'sim-1')).toMatchObject([{ online: 1, load: { max: 0 } }]);
    expect(await samples(database, POOL)).toMatchObject([{ online: 2 }]);
  });

  it('says since when a server is offline', async () => {
    const { pool, database, history } = await setUp({ byHand: true });
    const round = () => pollOnce({ ...pool.deps({ serverUnhealthyThreshold: 1 }), history }, 'servers');
    await round();
    await pool.fleet.servers[0]?.fault({ kind: 'failed', calls: ['getMeetings'] });
    const before = Date.now();
    await round();
    const since = await database.history.offlineSince(['sim-1', 'sim-2']);
    expect([...since.keys()]).toEqual(['sim-1']);
    expect(since.get('sim-1')).toBeGreaterThanOrEqual(before - 100);
  });

  it('holds up no round while the database is away', async () => {
    const { pool, database, history } = await setUp({ everyMs: 50 });
    await database.close();
    const poller = startPoller({ ...pool.deps({ pollIntervalMs: 300 }), history });
    onTestFinished(() => poller.stop());
    const asked = () => pool.fleet.servers[0]?.requests('getMeetings').length;
    await expect.poll(asked, { timeout: 10_000 }).toBeGreaterThan(3);
    expect((await pool.server()).online).toBe(true);
    await pollOnce({ ...pool.deps(), history }, 'servers');
  });
});
