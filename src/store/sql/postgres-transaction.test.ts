import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../test/helpers/index.ts';
import { StoreUnavailable } from '../../cluster/ports.ts';
import { statement } from './database.ts';
import { createPostgresDatabase } from './postgres-database.ts';

const nothing = { statement: statement('nothing', 'SELECT 1 AS one'), values: [] };

it('a connection that is lost in the middle of a transaction fails that, and not the process', async () => {
  const { url, drop } = await freshDatabase();
  const admin = new Client({ connectionString: new URL('/postgres', url).href });
  await admin.connect();
  const db = createPostgresDatabase({ url });
  onTestFinished(async () => {
    await db.close();
    await admin.end();
    await drop();
  });
  const name = new URL(url).pathname.slice(1);
  let lost = 0;
  for (let round = 0; round < 25; round++) {
    const transactions = Array.from({ length: 8 }, () =>
      db.together(Array.from({ length: 20 }, () => nothing)),
    );
    const kill = admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
    const [results] = await Promise.all([Promise.allSettled(transactions), kill]);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      lost += 1;
      expect(result.reason).toBeInstanceOf(StoreUnavailable);
    }
  }
  expect(await db.together([nothing])).toEqual([[{ one: 1 }]]);
  expect(lost).toBeGreaterThan(0);
});
