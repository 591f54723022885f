import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../test/helpers/index.ts';
import type { MeetingStore } from '../../cluster/ports.ts';
import { addServer, MEETING_TTL, request, SOON } from '../contract/subject.ts';
import { openPostgresStore } from './postgres.ts';

/** PostgreSQL plans the first five of a connection for their own values alone. */
const UNTIL_PLANNED = 12;
const MEETINGS = 1000;
const SERVERS = 500;
const AFTERWARDS = 5;

/** Meetings that are over. */
const EXPIRED = `INSERT INTO cluster_meetings (id, server_id, placed_at, expires_at)
  SELECT 'over ' || n, 'bbb1', 0, 1 FROM generate_series(1, $1) AS n`;
const FEW = 20;

const OURS =
  "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'scalelite'";

/** What a connection has done is known once it has ended. */
const FIGURES = `SELECT
    sum(n_tup_ins) FILTER (WHERE relname = 'cluster_meetings')::int AS made,
    sum(seq_tup_read + idx_tup_fetch) FILTER (WHERE relname = 'cluster_meetings')::int AS meetings,
    sum(seq_tup_read + idx_tup_fetch) FILTER (WHERE relname = 'cluster_servers')::int AS servers
  FROM pg_stat_user_tables`;

it.each([
  { atOnce: 1, servers: 1, over: 0, noted: true },
  { atOnce: 1, servers: 1, over: 0, noted: false },
  { atOnce: 1, servers: 1, over: FEW, noted: true },
  { atOnce: 1, servers: 0, over: 0, noted: true },
  { atOnce: 20, servers: 1, over: 0, noted: true },
  { atOnce: 20, servers: 1, over: 0, noted: false },
  { atOnce: 20, servers: 1, over: FEW, noted: true },
  { atOnce: 20, servers: 0, over: 0, noted: true },
])(
  'in PostgreSQL no call reads all meetings or servers, though there were $servers servers and no meeting but $over that were over as it was planned, $atOnce at once (which was noted: $noted)',
  async ({ atOnce, servers: atFirst, over, noted }) => {
    const { url, drop } = await freshDatabase();
    // One connection, so that each call is planned for good.
    const store = openPostgresStore({ url, poolSize: 1 });
    const others = openPostgresStore({ url });
    const client = new Client({ connectionString: url });
    onTestFinished(async () => {
      await Promise.all([store.close(), others.close(), client.end()]);
      await drop();
    });
    await store.migrate();
    await client.connect();
    await client.query(EXPIRED, [over]);
    if (noted) await client.query('VACUUM ANALYZE cluster_meetings, cluster_servers');
    if (atFirst > 0) await addServer(store, { id: 'bbb1' });

    const calls = callsOf(store.meetings);
    const figures = async () => {
      const { rows } = await client.query<{ made: number; meetings: number; servers: number }>(FIGURES);
      return rows[0] ?? { made: 0, meetings: 0, servers: 0 };
    };
    const callAll = async (name: string) => {
      for (const call of calls) await call(ids(atOnce, name));
    };
    for (let time = 0; time < UNTIL_PLANNED; time += 1) {
      await callAll(`first ${time}`);
      await store.meetings.sweep(new Set());
    }
    if (atFirst === 0) await addServer(others, { id: 'bbb1' });
    // In front of the one that meetings go to: who reads in order reads them all.
    await Promise.all(ids(SERVERS, 'a').map((id) => addServer(others, { id, load: 1e6 })));
    await Promise.all(ids(MEETINGS, 'theirs').map((id) => others.meetings.place(request(id))));
    await others.close();
    await expect.poll(async () => (await client.query(OURS)).rowCount, SOON).toBe(1);
    const { servers: readByOthers } = await figures();
    for (let time = 0; time < AFTERWARDS; time += 1) await callAll(`last ${time}`);
    // Twice as many: a sweep takes them in pieces.
    await client.query(EXPIRED, [MEETINGS * 2]);
    expect((await store.meetings.sweep(new Set())).cleared).toBe(MEETINGS * 2);

    await store.close();
    const ours = ((atFirst > 0 ? UNTIL_PLANNED : 0) + AFTERWARDS) * atOnce;
    await expect.poll(async () => (await figures()).made, SOON).toBe(ours + over + 3 * MEETINGS);
    const { meetings, servers } = await figures();
    // The row of the meeting, and some find it once more to change it; as a sweep does.
    expect(meetings).toBeLessThan(2 * calls.length * ours + 2 * (2 * MEETINGS + over));
    // That of the meeting, and it is chosen or counted on beside; two calls need none.
    expect(servers - readByOthers).toBeLessThan(1.5 * calls.length * ours);
  },
  30_000,
);

function ids(count: number, name: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index}`);
}

/** What is done for meetings, each for several. */
function callsOf(meetings: MeetingStore): readonly ((some: readonly string[]) => Promise<unknown>)[] {
  const each = (call: (id: string) => Promise<unknown>) => (some: readonly string[]) =>
    Promise.all(some.map(call));
  const record = { serverId: 'bbb1', moderatorPw: 'pw', voiceBridge: undefined, tenantId: undefined };
  return [
    each((id) => meetings.place(request(id))),
    each((id) => meetings.settle({ id, ...record }, 'settled', MEETING_TTL)),
    each((id) => meetings.locate(id, { join: true })),
    each((id) => meetings.locate(id)),
    (some) => meetings.find(some),
    (some) => meetings.renew(some, MEETING_TTL),
  ];
}
