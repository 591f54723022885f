import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../test/helpers/index.ts';
import type { MeetingStore } from '../../cluster/ports.ts';
import { addServer, MEETING_TTL, request, SOON } from '../contract/subject.ts';
import { openPostgresStore } from './postgres.ts';

/** PostgreSQL plans the first five of a connection for their own values alone. */
const UNTIL_PLANNED = 12;
const MEETINGS = 1000;
const AFTERWARDS = 5;

/** Twice as many that are over: a sweep takes them in pieces. */
const EXPIRED = `INSERT INTO cluster_meetings (id, server_id, placed_at, expires_at)
  SELECT 'over ' || n, 'bbb1', 0, 1 FROM generate_series(1, ${2 * MEETINGS}) AS n`;

const READ = `SELECT n_tup_ins::int AS made, (seq_tup_read + idx_tup_fetch)::int AS read
  FROM pg_stat_user_tables WHERE relname = 'cluster_meetings'`;

it.each([
  { atOnce: 1, noted: true },
  { atOnce: 1, noted: false },
  { atOnce: 20, noted: true },
  { atOnce: 20, noted: false },
])(
  'in PostgreSQL no call reads all meetings, also when there were none as it was planned, $atOnce at once (that there were none was noted: $noted)',
  async ({ atOnce, noted }) => {
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
    if (noted) await client.query('ANALYZE cluster_meetings');
    await addServer(store, { id: 'bbb1' });

    const calls = callsOf(store.meetings);
    const callAll = async (name: string) => {
      for (const call of calls) await call(ids(atOnce, name));
    };
    for (let time = 0; time < UNTIL_PLANNED; time += 1) {
      await callAll(`first ${time}`);
      await store.meetings.sweep(new Set());
    }
    await Promise.all(ids(MEETINGS, 'theirs').map((id) => others.meetings.place(request(id))));
    await others.close();
    for (let time = 0; time < AFTERWARDS; time += 1) await callAll(`last ${time}`);
    await client.query(EXPIRED);
    expect((await store.meetings.sweep(new Set())).cleared).toBe(MEETINGS * 2);

    // What a connection has read is known once it has ended.
    await store.close();
    const figures = async () => (await client.query<{ made: number; read: number }>(READ)).rows[0];
    const ours = (UNTIL_PLANNED + AFTERWARDS) * atOnce;
    await expect.poll(async () => (await figures())?.made, SOON).toBe(ours + 3 * MEETINGS);
    // The row of the meeting, and some find it once more to change it; as a sweep does.
    expect((await figures())?.read).toBeLessThan(2 * calls.length * ours + 2 * 2 * MEETINGS);
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
