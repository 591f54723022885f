import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { type Param, parseQuery } from '../bbb/query.ts';

export type BodyKind = 'form' | 'multipart' | 'xml';

/** What came with a POST. Bytes are counted and hashed as they pass; only form fields are kept. */
export interface Body {
  /** Undefined: a type that BBB takes nowhere, or none. */
  readonly kind: BodyKind | undefined;
  readonly contentType: string;
  readonly bytes: number;
  /** Lower-case hex over all bytes. */
  readonly sha256: string;
  /** The fields of a form, in order; files are not among them. */
  readonly params: readonly Param[];
}

/** A form larger than a server takes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** A multipart form that cannot be read. */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody';
}

const KINDS: Readonly<Record<string, BodyKind>> = {
  'application/x-www-form-urlencoded': 'form',
  'multipart/form-data': 'multipart',
  'application/xml': 'xml',
  'text/xml': 'xml',
};

/** Tomcat's own limit for a form. */
const FORM_LIMIT = 2 * 1024 * 1024;

/** Takes in what a reader makes of the chunks of a body. */
interface Reader {
  write(chunk: Buffer): Promise<void> | void;
  finish(): Promise<readonly Param[]>;
}

/** Reads to the end. Throws MalformedQuery, MalformedBody, BodyTooLarge, or what the connection broke with. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const contentType = request.headers['content-type'] ?? '';
  const kind = KINDS[(contentType.split(';')[0] ?? '').trim().toLowerCase()];
  const reader = readerFor(kind, contentType);
  const hash = createHash('sha256');
  let bytes = 0;
  // Not destroyed when a reader throws: the caller still gets an answer.
  const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    bytes += chunk.length;
    hash.update(chunk);
    await reader.write(chunk);
  }
  const params = bytes > 0 ? await reader.finish() : [];
  return { kind, contentType, bytes, sha256: hash.digest('hex'), params };
}

function readerFor(kind: BodyKind | undefined, contentType: string): Reader {
  if (kind === 'form') return formReader();
  if (kind === 'multipart') return multipartReader(contentType);
  return { write: () => undefined, finish: async () => [] };
}

function formReader(): Reader {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    write(chunk) {
      bytes += chunk.length;
      if (bytes > FORM_LIMIT) throw new BodyTooLarge(`a form of more than ${FORM_LIMIT} bytes`);
      chunks.push(chunk);
    },
    finish: async () => parseQuery(Buffer.concat(chunks).toString('utf8')),
  };
}

function multipartReader(contentType: string): Reader {
  const params: Param[] = [];
  const parser = startParser(contentType);
  parser.on('field', (name, value) => params.push({ name, value }));
  parser.on('file', (_name, file) => file.resume());
  const finished = once(parser, 'finish').catch((cause: unknown) => {
    throw new MalformedBody('not a multipart form', { cause });
  });
  // Looked at when the body is at its end; until then nobody waits for it.
  finished.catch(() => undefined);
  return {
    async write(chunk) {
      if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), finished]);
    },
    async finish() {
      parser.end();
      await finished;
      return params;
    },
  };
}

function startParser(contentType: string) {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: { fieldSize: FORM_LIMIT } });
  } catch (cause) {
    throw new MalformedBody('a multipart form without a boundary', { cause });
  }
}
