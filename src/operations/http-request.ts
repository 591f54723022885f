/** Where the fields of an operation's input stand in a request of the REST API, written and read. */
import { z } from 'zod';
import { encodeParams } from '../bbb/query.ts';
import { failed } from './failure.ts';
import type { Operation } from './operation.ts';

export interface RequestParts {
  /** Below the API's base, percent-encoded. */
  readonly path: string;
  /** Without `?`; '' when there is none. */
  readonly query: string;
  /** Undefined: there is none. */
  readonly body: Fields | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** The names in the braces of a path. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** Whether the fields beside those of the path stand in a JSON body; else in the query. */
export function hasBody({ method }: Pick<Operation, 'method'>): boolean {
  return method !== 'GET' && method !== 'DELETE';
}

/** Writes an input as a request. Throws OperationFailed for what can't stand in a path. */
export function toRequest(row: Pick<Operation, 'method' | 'path'>, input: Fields): RequestParts {
  const inPath = parametersOf(row.path);
  const path = row.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(name, input[name]));
  const rest = Object.entries(input).filter(([name, value]) => value !== undefined && !inPath.includes(name));
  if (hasBody(row)) return { path, query: '', body: Object.fromEntries(rest) };
  const pairs = rest.flatMap(([name, value]) =>
    [value].flat().map((item) => ({ name, value: String(item) })),
  );
  return { path, query: encodeParams(pairs), body: undefined };
}

/** Readers of addresses take `.` and `..` away, however they are written. */
function segment(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  if (text !== '' && text !== '.' && text !== '..') return encodeURIComponent(text.toWellFormed());
  throw failed('not-in-address', { field: name, value: text });
}

export interface ReceivedParts {
  /** The values of the path's parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly { readonly name: string; readonly value: string }[];
  readonly body: Fields;
}

/** Reads the input of an operation from a request; what is wrong with it is found when it is checked. */
export type ReadRequest = (parts: ReceivedParts) => Fields;

export function requestReader(row: Operation): ReadRequest {
  const { properties = {} } = z.toJSONSchema(row.input, { io: 'input' });
  const types = new Map(Object.entries(properties).map(([name, schema]) => [name, typeOf(schema)]));
  return ({ path, query, body }) => {
    const given = hasBody(row) ? body : fromQuery(query, types);
    return { ...given, ...agreed(path, given) };
  };
}

interface FieldType {
  readonly type: string | undefined;
  /** Of a list. */
  readonly items: string | undefined;
}

function typeOf(schema: z.core.JSONSchema._JSONSchema): FieldType {
  if (typeof schema === 'boolean') return { type: undefined, items: undefined };
  const { items } = schema;
  const itemType = typeof items === 'object' && !Array.isArray(items) ? items.type : undefined;
  return { type: one(schema.type), items: one(itemType) };
}

function one(type: unknown): string | undefined {
  return typeof type === 'string' ? type : undefined;
}

/** Texts become what the schema says; what can't stays a text, and is refused as such. */
function fromQuery(query: ReceivedParts['query'], types: ReadonlyMap<string, FieldType>): Fields {
  const names = new Set(query.map(({ name }) => name));
  return Object.fromEntries(
    [...names].map((name) => {
      const texts = query.filter((pair) => pair.name === name).map(({ value }) => value);
      const { type, items } = types.get(name) ?? { type: undefined, items: undefined };
      if (type === 'array') return [name, texts.map((text) => typed(text, items))];
      const [text = ''] = texts;
      return [name, texts.length === 1 ? typed(text, type) : texts];
    }),
  );
}

function typed(text: string, type: string | undefined): unknown {
  if ((type === 'number' || type === 'integer') && /^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** The path's fields. Who repeats one elsewhere must mean the same. */
function agreed(path: ReceivedParts['path'], given: Fields): Fields {
  const other = Object.keys(path).find((name) => Object.hasOwn(given, name) && given[name] !== path[name]);
  if (other === undefined) return path;
  throw failed('field-twice', { field: other });
}
