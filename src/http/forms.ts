import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { BbbError, errors } from '../bbb/errors.ts';
import { MalformedQuery, type Param, parseQuery } from '../bbb/query.ts';
import { mediaType, readBody } from './body.ts';
import { createMemoryBudget, type Held, type MemoryBudget } from './memory-budget.ts';

/** A form is held in memory; slides come as XML, which is not. */
const MAX_FORM_BYTES = 10 * 1024 * 1024;
/** All that are on their way at once: who sends one is known only when it is there, as it holds the checksum. */
const MAX_ALL_FORMS_BYTES = 128 * 1024 * 1024;

const ofThisProcess = createMemoryBudget(MAX_ALL_FORMS_BYTES);

export interface FormOptions {
  /** Whether its files are wanted. */
  readonly files?: boolean;
  /** Default: one for the whole process. */
  readonly budget?: MemoryBudget;
}

export interface Upload {
  /** Of the field. */
  readonly name: string;
  readonly content: Buffer;
}

export interface Form {
  readonly params: readonly Param[];
  /** Of a multipart form whose files are wanted. */
  readonly uploads?: readonly Upload[];
  /** As received, for its checksum; undefined for multipart, which no checksum covers. */
  readonly raw: string | undefined;
}

export type BodyType = 'urlencoded' | 'multipart' | 'XML';

/** The kind of a POST's body by its Content-Type; undefined: none that a call takes. */
export function bodyType(contentType: string | undefined): BodyType | undefined {
  switch (mediaType(contentType)) {
    case 'application/x-www-form-urlencoded':
      return 'urlencoded';
    case 'multipart/form-data':
      return 'multipart';
    case 'application/xml':
    case 'text/xml':
      return 'XML';
    default:
      return undefined;
  }
}

/**
 * Reads a form whole, its files only when they are wanted. Throws MalformedQuery; BbbError when it is too
 * large or no form at all, or too much is sent by others at the same time.
 */
export async function readForm(
  request: IncomingMessage,
  type: 'urlencoded' | 'multipart',
  { files = false, budget = ofThisProcess }: FormOptions = {},
): Promise<Form> {
  const held = budget.open();
  try {
    return type === 'multipart'
      ? await readMultipart(request, files, held)
      : await readUrlencoded(request, held);
  } finally {
    held.close();
  }
}

async function readUrlencoded(request: IncomingMessage, held: Held): Promise<Form> {
  const bytes = await readBody(request, MAX_FORM_BYTES, (size) => {
    if (!held.add(size)) throw tooMuch();
  });
  if (bytes === undefined) throw tooLarge();
  if (!isUtf8(bytes)) throw new MalformedQuery('not valid UTF-8');
  const raw = bytes.toString();
  return { params: parseQuery(raw), uploads: [], raw };
}

function readMultipart(request: IncomingMessage, wantsFiles: boolean, held: Held): Promise<Form> {
  return new Promise((resolve, reject) => {
    const params: Param[] = [];
    const files: { readonly name: string; readonly pieces: Buffer[] }[] = [];
    const fail = (cause: unknown): void => {
      request.unpipe();
      reject(cause instanceof BbbError ? cause : errors.unsupportedContentType(cause));
    };
    try {
      const contentType = request.headers['content-type'] ?? '';
      const limits = { fieldSize: MAX_FORM_BYTES };
      const form = new Busboy({ headers: { 'content-type': contentType }, limits });
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_FORM_BYTES) fail(tooLarge());
        else if (!held.add(chunk.length)) fail(tooMuch());
      });
      form.on('field', (name, value) => params.push({ name, value }));
      form.on('file', (name, file) => {
        const pieces: Buffer[] = [];
        if (wantsFiles) files.push({ name, pieces });
        file.on('data', (piece: Buffer) => wantsFiles && pieces.push(piece));
      });
      form.on('finish', () => {
        const uploads = files.map(({ name, pieces }) => ({ name, content: Buffer.concat(pieces) }));
        resolve({ params, uploads, raw: undefined });
      });
      form.on('error', fail);
      request.on('error', fail);
      request.on('aborted', () => fail(new Error('the client went away')));
      request.pipe(form);
    } catch (cause) {
      fail(cause);
    }
  });
}

function tooLarge(): BbbError {
  return new BbbError('sizeError', `The form is larger than ${MAX_FORM_BYTES / 1024 / 1024} MB.`);
}

function tooMuch(): BbbError {
  return new BbbError('internalError', 'Too many forms are sent at the same time; try again later.');
}
