import { hasBody, parametersOf, toRequest } from './http-request.ts';
import { type Field, fieldsOf, isObject, type Json, type JsonObject, nounOf, schemaOf } from './openapi.ts';
import type { Operation } from './operation.ts';

/** What a reader is told of an operation; the pages for people are made from it. */
export interface Entry {
  readonly name: string;
  readonly method: string;
  /** With the API's base. */
  readonly path: string;
  readonly scope: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly fields: readonly FieldEntry[];
  readonly status: number;
  /** A request with examples for what must be given, as a command line. */
  readonly request: string;
  /** An answer made of examples, as JSON. */
  readonly answer: string;
}

export interface FieldEntry {
  readonly name: string;
  readonly where: 'path' | 'query' | 'body';
  readonly type: string;
  readonly required: boolean;
  /** As JSON; undefined: there is none. */
  readonly preset: string | undefined;
  readonly description: string;
}

export interface Chapter {
  /** The noun that its operations have in common. */
  readonly title: string;
  readonly entries: readonly Entry[];
}

const BASE = '/scalelite/api';

/** The operations by their nouns, in the order of the table. */
export function reference(operations: readonly Operation[]): Chapter[] {
  const chapters = new Map<string, Entry[]>();
  for (const row of operations) {
    const entries = chapters.get(nounOf(row)) ?? [];
    entries.push(entryOf(row));
    chapters.set(nounOf(row), entries);
  }
  return [...chapters].map(([title, entries]) => ({ title, entries }));
}

function entryOf(row: Operation): Entry {
  const shared = new Map<string, JsonObject>();
  const fields = fieldsOf(schemaOf(row.input, 'input', shared));
  const answer = exampleOf(schemaOf(row.output, 'output', shared), shared);
  const { name, method, scope, summary, description, status = 200 } = row;
  return {
    ...{ name, method, path: `${BASE}${row.path}`, scope, summary, description, status },
    fields: fields.map((field) => fieldEntry(row, field, shared)),
    request: commandLine(row, Object.fromEntries(needed(row, fields, shared))),
    answer: JSON.stringify(answer, null, 2),
  };
}

function fieldEntry(
  row: Operation,
  { name, required, schema }: Field,
  shared: ReadonlyMap<string, JsonObject>,
): FieldEntry {
  const beside = hasBody(row) ? 'body' : 'query';
  const { description, default: preset } = schema;
  return {
    name,
    where: parametersOf(row.path).includes(name) ? 'path' : beside,
    type: typeOf(schema, shared),
    required,
    preset: preset === undefined ? undefined : JSON.stringify(preset),
    description: typeof description === 'string' ? description : '',
  };
}

/** In words: `text`, `whole number`, `list of text`, `one of a, b`. */
function typeOf(schema: JsonObject, shared: ReadonlyMap<string, JsonObject>): string {
  const { type, items, enum: choices, anyOf } = resolved(schema, shared);
  if (Array.isArray(choices)) return `one of ${choices.join(', ')}`;
  if (Array.isArray(anyOf))
    return [...new Set(anyOf.map((one) => (isObject(one) ? typeOf(one, shared) : '')))].join(' or ');
  if (Array.isArray(type)) return type.map(wordFor).join(' or ');
  if (type === 'array') return `list of ${isObject(items) ? typeOf(items, shared) : 'anything'}`;
  return wordFor(type);
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  null: 'null',
};

function wordFor(type: Json | undefined): string {
  return WORDS[String(type)] ?? 'anything';
}

function resolved(schema: JsonObject, shared: ReadonlyMap<string, JsonObject>): JsonObject {
  const { $ref } = schema;
  return typeof $ref === 'string' ? (shared.get($ref.slice($ref.lastIndexOf('/') + 1)) ?? {}) : schema;
}

/** What must be given (of a change, whatever can be), with its examples. */
function needed(
  row: Operation,
  fields: readonly Field[],
  shared: ReadonlyMap<string, JsonObject>,
): (readonly [string, Json])[] {
  const all = row.method === 'PATCH';
  return fields
    .filter(({ required }) => required || all)
    .map(({ name, schema }) => [name, exampleOf(schema, shared)] as const);
}

/** A value made of the examples in a schema. */
function exampleOf(schema: JsonObject, shared: ReadonlyMap<string, JsonObject>): Json {
  const { examples, default: preset, type, items, properties, anyOf } = resolved(schema, shared);
  const promised = fieldsOf(resolved(schema, shared)).filter(({ required }) => required);
  if (Array.isArray(examples) && examples[0] !== undefined) return examples[0];
  if (isObject(properties)) {
    return Object.fromEntries(promised.map((field) => [field.name, exampleOf(field.schema, shared)]));
  }
  if (type === 'array') return isObject(items) ? [exampleOf(items, shared)] : [];
  if (preset !== undefined) return preset;
  if (Array.isArray(anyOf) && isObject(anyOf[0])) return exampleOf(anyOf[0], shared);
  return EMPTY[String(Array.isArray(type) ? type[0] : type)] ?? null;
}

const EMPTY: Readonly<Record<string, Json>> = {
  string: '…',
  integer: 0,
  number: 0,
  boolean: false,
  object: {},
};

function commandLine(row: Operation, input: Readonly<Record<string, Json>>): string {
  const { path, query, body } = toRequest(row, input);
  const method = row.method === 'GET' ? '' : `-X ${row.method} `;
  const data = body && Object.keys(body).length > 0;
  return [
    `curl ${method}-H "Authorization: Bearer $TOKEN"`,
    ...(data ? [`  -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`] : []),
    `  "https://sl.example.com${BASE}${path}${query === '' ? '' : `?${query}`}"`,
  ].join(' \\\n');
}
