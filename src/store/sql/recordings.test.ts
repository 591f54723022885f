import { join } from 'node:path';
import { freshDatabase, tempDir } from '../../../test/helpers/index.ts';
import type { DatabaseStore } from '../../operations/ports.ts';
import { describeRecordingStore, type RecordingsSubject } from '../contract/recordings.contract.ts';
import { openPostgresDatabaseStore, openSqliteDatabaseStore } from './database-store.ts';

describeRecordingStore('SQLite', async () => {
  const { path, remove } = await tempDir();
  return subjectOf(openSqliteDatabaseStore({ file: join(path, 'records.db') }), remove);
});

describeRecordingStore('PostgreSQL', async () => {
  const { url, drop } = await freshDatabase();
  return subjectOf(openPostgresDatabaseStore({ url }), drop);
});

async function subjectOf(store: DatabaseStore, remove: () => Promise<void>): Promise<RecordingsSubject> {
  await store.migrate();
  return {
    recordings: store.recordings,
    callbackData: store.callbackData,
    async cleanup() {
      await store.close();
      await remove();
    },
  };
}
