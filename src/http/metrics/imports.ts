import { type ImportQueue, type QueuedTar, readQueue } from '../../recordings/import-queue.ts';
import type { Metric } from './text.ts';

const STATES: readonly QueuedTar['state'][] = ['waiting', 'running', 'failed'];

/** The recordings that come in; nothing where recordings are disabled. */
export async function importMetrics(queue: ImportQueue | undefined, now: number): Promise<Metric[]> {
  if (queue === undefined) return [];
  const tars = await readQueue(queue);
  const waiting = tars.filter(({ state }) => state === 'waiting');
  const oldest = waiting.reduce((since, tar) => Math.min(since, tar.since), now);
  return [
    {
      name: 'scalelite_import_queue',
      type: 'gauge',
      help: 'Recordings in the spool: waiting, running, failed (set aside)',
      samples: STATES.map((state) => ({
        labels: { state },
        value: tars.filter((tar) => tar.state === state).length,
      })),
    },
    {
      name: 'scalelite_import_queue_bytes',
      type: 'gauge',
      help: 'The size of those that wait',
      samples: [{ value: waiting.reduce((sum, { size }) => sum + size, 0) }],
    },
    {
      name: 'scalelite_import_queue_oldest_seconds',
      type: 'gauge',
      help: 'For how long the oldest one waits; 0: none does',
      samples: [{ value: (now - oldest) / 1000 }],
    },
  ];
}
