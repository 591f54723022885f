/** A process of its own with the store open, told by its parent what to do; see `crew.ts`. */
import type { ClusterStore } from '../../cluster/ports.ts';
import { openClusterStore, type StoreConfig } from '../index.ts';
import { type JobName, jobs } from './jobs.ts';

export type Task =
  | { readonly open: StoreConfig }
  | { readonly close: true }
  | { readonly job: JobName; readonly inputs: readonly unknown[] };

let store: ClusterStore | undefined;

async function work(task: Task): Promise<unknown[]> {
  if ('open' in task) {
    store = await openClusterStore(task.open);
    await store.check();
    return [];
  }
  if ('close' in task) {
    await store?.close();
    return [];
  }
  const job: (store: ClusterStore, input: never) => Promise<unknown> = jobs[task.job];
  const opened = store;
  if (!opened) throw new Error('no store is open');
  return Promise.all(task.inputs.map((input) => job(opened, input as never)));
}

process.on('message', (task: Task) => {
  work(task).then(
    (results) => process.send?.({ results }),
    (error: unknown) => process.send?.({ error }),
  );
});
