import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

interface Place {
  readonly host: string;
  readonly port: number;
}

/** A port on which connections are never established, as behind a firewall that drops packets. */
export interface BlackHole {
  close(): Promise<void>;
}

/**
 * A thread listens with the shortest queue and then stands still, so that it accepts nobody; once
 * connections of ours fill the queue, the system drops every further one on Linux.
 */
export async function openBlackHole(place: Place): Promise<BlackHole> {
  const worker = new Worker(new URL('./black-hole-worker.ts', import.meta.url), { workerData: place });
  await once(worker, 'message');
  const fillers = await fillQueue(place);
  return {
    async close() {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}

const MOST_FILLERS = 16;
const SETTLED_MS = 150;

async function fillQueue(place: Place): Promise<Socket[]> {
  const fillers: Socket[] = [];
  while (fillers.length < MOST_FILLERS) {
    const filler = connect({ ...place }).on('error', () => undefined);
    fillers.push(filler);
    const connected = await Promise.race([
      once(filler, 'connect').then(
        () => true,
        () => false,
      ),
      delay(SETTLED_MS, false),
    ]);
    if (!connected) return fillers;
  }
  return fillers;
}
