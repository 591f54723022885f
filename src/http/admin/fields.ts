import { errors } from '../../bbb/errors.ts';
import { lastValue } from '../../bbb/query.ts';
import type { AdminRequest } from './route.ts';

/** A JSON object as it was sent: what its fields hold is not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The object of that name in a body. Where it is not named, the body itself stands for it: scripts send
 * `{url, secret}` as well as `{server: {url, secret}}`.
 */
export function objectIn(body: Fields, name: string): Fields {
  if (!Object.hasOwn(body, name)) return body;
  const inner = body[name];
  return isFields(inner) ? inner : {};
}

/** The same; throws a BbbError when there is nothing in it. */
export function neededObject(body: Fields, name: string): Fields {
  const found = objectIn(body, name);
  if (Object.keys(found).length > 0) return found;
  throw errors.internalError(`param is missing or the value is empty: ${name}`);
}

/**
 * A field as text, whether it came as text, number or boolean; blanks around it are dropped, as by rake. An
 * empty one counts as not given.
 */
export function textOf(fields: Fields, name: string): string | undefined {
  return anyTextOf(fields, name) || undefined;
}

/** The tag, if one was given; an empty one is given, and none. */
export function tagOf(fields: Fields): { readonly tag?: string | undefined } {
  const text = anyTextOf(fields, 'tag');
  return text === undefined ? {} : { tag: text || undefined };
}

/** A value beside the object: in the query, which is signed, or else in the body. */
export function valueBeside({ query, body }: AdminRequest, name: string): string | undefined {
  return lastValue(query, name)?.trim() || textOf(body, name);
}

/** The id that a call names; '' (which is nobody's) when it names none. */
export function idOf(request: AdminRequest): string {
  return valueBeside(request, 'id') ?? '';
}

function anyTextOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  // JSON can escape half a character, which no store keeps.
  return isText ? String(value).toWellFormed().trim() : undefined;
}
