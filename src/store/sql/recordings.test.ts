import { databaseKinds, openDatabase } from '../contract/database.ts';
import { describeRecordingStore } from '../contract/recordings.contract.ts';

for (const kind of databaseKinds)
  describeRecordingStore(kind, async () => {
    const { store, remove } = await openDatabase(kind);
    return { recordings: store.recordings, callbackData: store.callbackData, cleanup: remove };
  });
