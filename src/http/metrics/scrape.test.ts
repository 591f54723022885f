import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import { POOL } from '../../audit/history.ts';
import { addServer } from '../../store/contract/subject.ts';
import { openImportQueue } from '../../store/files/import-queue.ts';
import { openDatabaseStore } from '../../store/index.ts';
import { openSqliteStore } from '../../store/sql/sqlite.ts';
import { requestCounter } from '../../telemetry/requests.ts';
import { createTally } from '../../telemetry/tally.ts';
import { createMetrics, type Telling } from './scrape.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

const dirs = (path: string) => ({
  recordingSpoolDir: `${path}/spool`,
  recordingWorkDir: `${path}/work`,
});
const build = { version: '1.2.3', build: 'b7' };

async function setUp(metricsAllow = ['127.0.0.0/8'], telling: Telling = 'all') {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  const store = openSqliteStore({ file: `${path}/cluster.db` });
  const database = await openDatabaseStore({ databaseUrl: undefined, dbDisabled: false, dataDir: path });
  if (!database) throw new Error('no database');
  onTestFinished(async () => {
    await Promise.all([store.close(), database.close()]);
  });
  await Promise.all([store.migrate(), database.migrate()]);
  const tally = createTally();
  const counter = requestCounter(tally);
  const usage = { resident: 1e8, heap: 5e7 };
  const counted = { total: async () => ({ counts: tally.read(), usage, processes: 3, startedAt: 1500 }) };
  const sizing = { capacityTarget: 70, capacityUsersPerServer: 200 };
  const config = { metricsAllow, trustProxy: ['127.0.0.0/8'], pollIntervalMs: 60_000, ...sizing };
  const { history } = database;
  const metrics = createMetrics(
    { store, database, config, log, counted, build, spooled: openImportQueue(dirs(path)), now: Date.now },
    { telling },
  );
  const server = createServer((message, response) => void metrics(message, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  const scrape = async (headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
  return { store, history, counter, tally, scrape };
}

describe('/metrics', () => {
  it('tells how the pool, its servers and the calls are', async () => {
    const { store, history, counter, scrape } = await setUp();
    await addServer(store, { id: 'one', load: 3.5 });
    await addServer(store, { id: 'two', state: 'cordoned', load: 1 });
    counter.observe('create', 'ok', 12);
    const now = Date.now();
    const poll = { serverId: 'one', at: now - 1000, online: 1, load: 3, meetings: 1, users: 1, videos: 0 };
    const samples = [
      { ...poll, responseMs: 250 },
      { ...poll, serverId: POOL, responseMs: 9 },
    ];
    await history.record({ samples, changes: [] }, { now });
    const { status, type, text } = await scrape();
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const lines = text.split('\n');
    for (const line of [
      'scalelite_store_up 1',
      'scalelite_servers{state="enabled"} 1',
      'scalelite_servers{state="cordoned"} 1',
      'scalelite_servers_available 1',
      'scalelite_server_load{server="one"} 3.5',
      'scalelite_server_enabled{server="two"} 0',
      'scalelite_server_poll_seconds{server="one"} 0.25',
      'scalelite_requests_total{call="create",outcome="ok"} 1',
      'scalelite_server_state{server="two",state="cordoned"} 1',
      'scalelite_server_state{server="two",state="enabled"} 0',
      'scalelite_import_queue{state="waiting"} 0',
      'scalelite_callbacks_oldest_seconds 0',
      'scalelite_processes 3',
      'process_start_time_seconds 1.5',
      'process_resident_memory_bytes 100000000',
      `scalelite_build_info{version="1.2.3",build="b7",node="${process.versions.node}"} 1`,
    ])
      expect(lines).toContain(line);
    expect(text).not.toContain('secret');
    expect(
      lines.filter((line) => !/^(# (HELP|TYPE) .+|[a-z_]+(\{.*\})? (\+Inf|[\d.e+-]+)|)$/.test(line)),
    ).toEqual([]);
  });

  it('says when nothing has been polled', async () => {
    const { store, history, scrape } = await setUp();
    await addServer(store, { id: 'one' });
    const age = async () => /^scalelite_poll_age_seconds (.*)$/m.exec((await scrape()).text)?.[1];
    expect(await age()).toBe('+Inf');
    const now = Date.now();
    const poll = { at: now - 5000, online: 1, load: 3, meetings: 1, users: 1, videos: 0, responseMs: 9 };
    await history.record({ samples: [{ serverId: POOL, ...poll }], changes: [] }, { now });
    expect(Number(await age())).toBeGreaterThanOrEqual(5);
    expect(Number(await age())).toBeLessThan(60);
  });

  it('says that the store is away, and the rest', async () => {
    const { store, counter, scrape } = await setUp();
    counter.observe('join', 'internalError', 1);
    await store.close();
    const { status, text } = await scrape();
    expect(status).toBe(200);
    expect(text).toContain('scalelite_store_up 0\n');
    expect(text).toContain('scalelite_requests_total{call="join",outcome="internalError"} 1');
  });

  it('leaves out what was counted of servers that are gone', async () => {
    const { store, tally, scrape } = await setUp();
    await addServer(store, { id: 'one' });
    for (const server of ['one', 'gone']) tally.count('upstream', 1, server, 'ok');
    const { text } = await scrape();
    expect(text).toContain('scalelite_upstream_requests_total{server="one",outcome="ok"} 1');
    expect(text).not.toContain('gone"');
  });

  it('tells only what it counts where there is no API', async () => {
    const { store, counter, scrape } = await setUp(undefined, 'counts');
    await addServer(store, { id: 'one' });
    counter.observe('join', 'ok', 1);
    const { text } = await scrape();
    expect(text).toContain('scalelite_requests_total{call="join",outcome="ok"} 1');
    expect(text).toContain('scalelite_import_queue{state="failed"} 0');
    for (const told of ['scalelite_servers', 'scalelite_callbacks', 'scalelite_server_'])
      expect(text).not.toContain(told);
  });

  it('is told to nobody from elsewhere', async () => {
    const { scrape } = await setUp();
    expect(await scrape({ 'x-forwarded-for': '192.0.2.9' })).toMatchObject({ status: 403, text: '' });
    expect(await scrape({ 'x-forwarded-for': '192.0.2.9, 127.0.0.3' })).toMatchObject({ status: 403 });
    const other = await setUp(['192.0.2.0/24']);
    expect(await other.scrape()).toMatchObject({ status: 403 });
    expect(await other.scrape({ 'x-forwarded-for': '192.0.2.9' })).toMatchObject({ status: 200 });
  });
});
