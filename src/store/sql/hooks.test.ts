import { join } from 'node:path';
import { freshDatabase, tempDir } from '../../../test/helpers/index.ts';
import { describeHookStore } from '../contract/hooks.contract.ts';
import type { Database } from './database.ts';
import { sqlHooks } from './hooks.ts';
import { hooksSchema } from './migrations/hooks.ts';
import { migrate } from './migrations.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { createSqliteDatabase } from './sqlite-database.ts';

describeHookStore('SQLite', async () => {
  const { path, remove } = await tempDir();
  return await opened(createSqliteDatabase({ file: join(path, 'records.db') }), remove);
});

describeHookStore('PostgreSQL', async () => {
  const { url, drop } = await freshDatabase();
  return await opened(createPostgresDatabase({ url }), drop);
});

async function opened(db: Database, remove: () => Promise<void>) {
  await migrate(db, hooksSchema);
  const cleanup = async (): Promise<void> => {
    await db.close();
    await remove();
  };
  return { hooks: sqlHooks(db), cleanup };
}
