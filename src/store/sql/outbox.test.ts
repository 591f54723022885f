import { databaseKinds, openArea } from '../contract/database.ts';
import { describeOutboxStore } from '../contract/outbox.contract.ts';
import { outboxSchema } from './migrations/outbox.ts';
import { sqlOutbox } from './outbox.ts';

for (const kind of databaseKinds)
  describeOutboxStore(kind, async () => {
    const { store: db, remove } = await openArea(kind, outboxSchema);
    return { outbox: sqlOutbox(db), cleanup: remove };
  });
