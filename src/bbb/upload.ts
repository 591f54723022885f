import { Readable } from 'node:stream';

/** Told while a body goes out, so that a server that takes nothing is not waited for without end. */
export interface UploadWatch {
  /** A piece was handed over; the server has to take it. */
  waitingForServer(): void;
  /** It was taken; the next one has to come from the source. */
  waitingForSource(): void;
}

/**
 * A body that is taken from its source only when the request is really being sent: a connection that never
 * came to be leaves the source untouched, for another server. Ending it early leaves the source paused.
 */
export function upload(source: Readable, watch: UploadWatch): Readable {
  let begun = false;
  const body = new Readable({
    read() {
      watch.waitingForSource();
      if (!begun) begin();
      source.resume();
    },
    destroy(error, done) {
      source.off('data', pass).off('end', end).off('error', fail).off('close', close);
      if (begun) source.pause();
      done(error);
    },
  });
  const pass = (piece: Uint8Array): void => {
    watch.waitingForServer();
    if (!body.push(piece)) source.pause();
  };
  const end = (): void => {
    body.push(null);
  };
  const fail = (error: Error): void => {
    body.destroy(error);
  };
  const close = (): void => {
    if (!source.readableEnded) body.destroy(new Error('the body ended too early'));
  };
  const begin = (): void => {
    begun = true;
    source.on('data', pass).on('end', end).on('error', fail).on('close', close);
  };
  return body;
}
