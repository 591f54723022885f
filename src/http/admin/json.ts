import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { errors } from '../../bbb/errors.ts';
import { hasBody, mediaType, readBody } from '../body.ts';
import { type Fields, isFields } from './fields.ts';
import { refused } from './refused.ts';

/** Far above what any call has to say. */
const MAX_BYTES = 1024 * 1024;

/** The body is not JSON. */
export class MalformedJson extends Error {
  override readonly name = 'MalformedJson';
}

/** Whether there is a body, which must be JSON by its Content-Type: throws unsupportedContentType. */
export async function hasJson(message: IncomingMessage): Promise<boolean> {
  if (message.method !== 'POST' || !(await hasBody(message))) return false;
  if (mediaType(message.headers['content-type']) === 'application/json') return true;
  throw errors.unsupportedContentType();
}

/** Reads a body whole; JSON that is no object has no fields. Throws MalformedJson; a Refusal when it is too large. */
export async function readJson(message: IncomingMessage): Promise<Fields> {
  const value = await readValue(message);
  return isFields(value) ? value : {};
}

/** The same, but what is no object is malformed. */
export async function readObject(message: IncomingMessage): Promise<Fields> {
  const value = await readValue(message);
  if (isFields(value)) return value;
  throw new MalformedJson('not a JSON object');
}

async function readValue(message: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(message, MAX_BYTES);
  if (bytes === undefined) throw refused('body-too-large', {});
  if (!isUtf8(bytes)) throw new MalformedJson('not valid UTF-8');
  return parse(bytes.toString());
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold secrets.
    throw new MalformedJson('not valid JSON');
  }
}
