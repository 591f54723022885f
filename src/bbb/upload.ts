import { Readable } from 'node:stream';
import { bytesPassed } from './passed-bytes.ts';

/** Told while a body goes out, so that a server that takes nothing is not waited for without end. */
export interface UploadWatch {
  /** Nobody waits for the request any more. */
  readonly settled: boolean;
  /** A piece, or the end, was handed over; the server has to take it. */
  waitingForServer(): void;
  /** The server can take more; it has to come from the source. */
  waitingForSource(): void;
  /** The source broke off; no server is to blame for that. */
  sourceFailed(error: unknown): void;
}

/**
 * A body that is taken from its source only when the request is really being sent: a connection that never
 * came to be leaves the source untouched, for another server. The source is never destroyed: who gave it may
 * still have an answer to send over its connection.
 */
export function upload(source: Readable, watch: UploadWatch): Readable {
  return Readable.from(pieces(source, watch), { objectMode: false });
}

async function* pieces(source: Readable, watch: UploadWatch): AsyncGenerator<Uint8Array> {
  // undici looks for the end of a body just before it starts the request, or learns that it was given up.
  await undefined;
  if (watch.settled) return;
  watch.waitingForSource();
  const taken: AsyncIterator<Uint8Array> = source.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await take(taken, watch);
      watch.waitingForServer();
      if (next.done) return;
      yield next.value;
      bytesPassed(next.value.length);
      watch.waitingForSource();
    }
  } finally {
    await taken.return?.();
  }
}

async function take(
  pieces: AsyncIterator<Uint8Array>,
  watch: UploadWatch,
): Promise<IteratorResult<Uint8Array>> {
  try {
    return await pieces.next();
  } catch (error) {
    watch.sourceFailed(error);
    throw error;
  }
}
