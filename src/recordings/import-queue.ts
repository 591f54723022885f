import type { Spool, SpooledTar, WorkArea } from './import-ports.ts';

/** What the queue is read from: the files in the spool, and what importers leave of their work. */
export interface ImportQueue {
  readonly spool: Pick<Spool, 'list' | 'failed' | 'retry' | 'find'>;
  readonly work: Pick<WorkArea, 'isAlive'>;
}

export interface QueuedTar {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly state: 'running' | 'waiting' | 'failed';
  /** When it came, or failed; milliseconds since 1970. */
  readonly since: number;
  /** Why it failed. */
  readonly reason: string | undefined;
}

/** What is being imported, what waits for it (the oldest first), and what failed (the latest first). */
export async function readQueue({ spool, work }: ImportQueue): Promise<QueuedTar[]> {
  const here = await Promise.all((await spool.list()).map((tar) => queued(work, tar)));
  const failed = (await spool.failed()).map(
    ({ failedAt: since, ...tar }): QueuedTar => ({ ...tar, since, state: 'failed' }),
  );
  const inState = (state: QueuedTar['state']) => here.filter((tar) => tar.state === state);
  return [...inState('running'), ...inState('waiting'), ...failed];
}

async function queued(work: ImportQueue['work'], tar: SpooledTar): Promise<QueuedTar> {
  const { name, size, changedAt: since } = tar;
  const state = (await work.isAlive(name)) ? 'running' : 'waiting';
  return { name, size, state, since, reason: undefined };
}
