import { join } from 'node:path';
import { freshDatabase, tempDir } from '../../../test/helpers/index.ts';
import { describeOutboxStore } from '../contract/outbox.contract.ts';
import type { Database } from './database.ts';
import { outboxSchema } from './migrations/outbox.ts';
import { migrate } from './migrations.ts';
import { sqlOutbox } from './outbox.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { createSqliteDatabase } from './sqlite-database.ts';

describeOutboxStore('SQLite', async () => {
  const { path, remove } = await tempDir();
  return await opened(createSqliteDatabase({ file: join(path, 'records.db') }), remove);
});

describeOutboxStore('PostgreSQL', async () => {
  const { url, drop } = await freshDatabase();
  return await opened(createPostgresDatabase({ url }), drop);
});

async function opened(db: Database, remove: () => Promise<void>) {
  await migrate(db, outboxSchema);
  const cleanup = async (): Promise<void> => {
    await db.close();
    await remove();
  };
  return { outbox: sqlOutbox(db), cleanup };
}
