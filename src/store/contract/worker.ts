/** A process of its own with the store open, told by its parent what to do; see `crew.ts`. */
import type { ClusterStore } from '../../cluster/ports.ts';
import { openClusterStore, type StoreConfig } from '../index.ts';
import { type JobName, jobs } from './jobs.ts';

type Task = { readonly job: JobName; readonly inputs: readonly unknown[] };

const store = await openClusterStore(JSON.parse(process.argv[2] ?? '') as StoreConfig);
await store.check();

process.on('message', async (task: Task) => {
  const job: (store: ClusterStore, input: never) => Promise<unknown> = jobs[task.job];
  const results = await Promise.allSettled(task.inputs.map((input) => job(store, input as never)));
  process.send?.(results);
});
process.on('disconnect', () => store.close());
process.send?.('ready');
