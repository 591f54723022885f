import { databaseKinds, openArea } from '../contract/database.ts';
import { describeHookStore } from '../contract/hooks.contract.ts';
import { sqlHooks } from './hooks.ts';
import { hooksSchema } from './migrations/hooks.ts';

for (const kind of databaseKinds)
  describeHookStore(kind, async () => {
    const { store: db, remove } = await openArea(kind, hooksSchema);
    return { hooks: sqlHooks(db), cleanup: remove };
  });
