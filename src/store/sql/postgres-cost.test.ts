import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../test/helpers/index.ts';
import { addServer, MEETING_TTL, place, SOON } from '../contract/subject.ts';
import { openPostgresStore } from './postgres.ts';

const COUNT = 300;

it('in PostgreSQL no call reads all meetings, also when there were none as it was first planned', async () => {
  const { url, drop } = await freshDatabase();
  const store = openPostgresStore({ url });
  const client = new Client({ connectionString: url });
  onTestFinished(async () => {
    await Promise.all([store.close(), client.end()]);
    await drop();
  });
  await store.migrate();
  await client.connect();
  await client.query('ANALYZE cluster_meetings');
  await addServer(store, { id: 'bbb1' });
  for (let index = 0; index < COUNT; index += 1) {
    const { meeting } = await place(store, `room ${index}`);
    await store.meetings.settle(meeting, 'settled', MEETING_TTL);
    await store.meetings.locate(meeting.id, { join: true });
    await store.meetings.locate(meeting.id);
  }
  // What a connection has read is known once it has ended.
  await store.close();
  const read =
    'SELECT n_tup_ins::int AS made, seq_tup_read::int AS read FROM pg_stat_user_tables WHERE relname = $1';
  const figures = async () => (await client.query(read, ['cluster_meetings'])).rows[0];
  await expect.poll(async () => (await figures()).made, SOON).toBe(COUNT);
  expect((await figures()).read).toBeLessThan(COUNT);
});
