import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OpenedFile } from '../../recordings/ports.ts';
import { NO_SNIFFING } from '../security-headers.ts';
import { isSameFile, precondition } from './conditions.ts';
import { type ByteRange, readRange } from './range.ts';

/** A client that went away, or a file that got shorter while it was sent. */
const PASSING = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

/**
 * Sends a file: whole, in part, or not at all, as the request's conditions and range say. No more of it is in
 * memory than the client takes. `headers` go with whatever is sent of it. Closes the file.
 */
export async function deliver(
  message: IncomingMessage,
  response: ServerResponse,
  file: OpenedFile,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  try {
    await sendFile(message, response, file, headers);
  } finally {
    await file.close();
  }
}

async function sendFile(
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
  file: OpenedFile,
  { 'content-type': type, ...headers }: OutgoingHttpHeaders,
): Promise<void> {
  const { size, etag, modified } = file;
  const known = { ...headers, etag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' };
  const outcome = precondition(asked, file);
  if (outcome !== 'go on') {
    response.writeHead(outcome, outcome === 304 ? known : { 'content-length': 0 }).end();
    return;
  }
  const range = method === 'GET' && isSameFile(asked, file) ? readRange(asked.range, size) : undefined;
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const part = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...known,
    'content-type': type,
    ...NO_SNIFFING,
    'content-length': lengthOf(part),
    ...(range && { 'content-range': `bytes ${part.start}-${part.end}/${size}` }),
  });
  if (method === 'HEAD' || size === 0) response.end();
  else await stream(file.read(part), response, lengthOf(part));
}

function lengthOf({ start, end }: ByteRange): number {
  return end - start + 1;
}

async function stream(content: Readable, response: ServerResponse, length: number): Promise<void> {
  try {
    await pipeline(content, (source: AsyncIterable<Buffer>) => counted(source, length), response);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!PASSING.includes(code)) throw error;
  }
}

/** A file that is shorter than it was must end the connection: the client would wait for the rest. */
async function* counted(source: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const piece of source) {
    sent += piece.length;
    yield piece;
  }
  if (sent !== length) throw new Error(`a file ended after ${sent} of ${length} bytes`);
}
