import type { IncomingMessage } from 'node:http';

/** Whether a POST carries anything: only then its Content-Type matters. */
export async function hasBody(request: IncomingMessage): Promise<boolean> {
  const length = request.headers['content-length'];
  if (length !== undefined) return Number(length) > 0;
  if (request.headers['transfer-encoding'] === undefined) return false;
  if (request.readableLength === 0 && !request.readableEnded) await nextChunk(request);
  // One that breaks off before its first byte was meant to carry something.
  return request.readableLength > 0 || request.readableAborted;
}

/** Waits for the first bytes of a chunked body, without taking them, or for its end. */
function nextChunk(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of EVENTS) request.off(event, done);
      resolve();
    };
    for (const event of EVENTS) request.on(event, done);
  });
}

const EVENTS = ['readable', 'end', 'close', 'error'] as const;

/** A Content-Type in lower case, without its parameters. */
export function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}

/**
 * Reads a body whole. Undefined: it is larger than `limit` bytes; what is left of it stays unread. `piece` hears of
 * each, and may throw.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  piece: (bytes: number) => void = () => {},
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The answer to a body that is too large goes over the request's connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    piece(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
