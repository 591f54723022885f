import { z } from 'zod';
import { hasBody, parametersOf } from './http-request.ts';
import type { Operation } from './operation.ts';

/** Raised when something that clients rely on changes. */
const API_VERSION = '1.0.0';

/** JSON as it stands in the document. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** The OpenAPI 3.1 document of these operations, made from the schemas that check and write their JSON. */
export function openApiDocument(operations: readonly Operation[]): JsonObject {
  const shared = new Map<string, JsonObject>();
  const paths = new Map<string, Record<string, Json>>();
  for (const row of operations) {
    const methods = paths.get(row.path) ?? {};
    methods[row.method.toLowerCase()] = describe(row, shared);
    paths.set(row.path, methods);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Scalelite admin API', version: API_VERSION, description: ABOUT },
    servers: [{ url: '/scalelite/api' }],
    tags: [...new Set(operations.map(nounOf))].map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Error: ERROR, ...Object.fromEntries([...shared].sort(([a], [b]) => (a < b ? -1 : 1))) },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token, made with `scalelite tokens create`.',
        },
        checksum: { type: 'apiKey', in: 'query', name: 'checksum', description: CHECKSUM },
      },
    },
  };
}

const CHECKSUM =
  'The checksum of method and path (`GET/servers`), the query without the checksum, and a secret of the load balancer, put together; it may do everything.';

const ABOUT =
  'Everything that an operator can do. A token has a scope: read (look), operate (the daily business of the pool) or admin (everything); register is only for servers that announce themselves. Times are of ISO 8601, in UTC.';

const ERROR: JsonObject = {
  type: 'object',
  description: 'Why it was not done',
  required: ['error'],
  properties: {
    error: { type: 'string', description: 'In words', examples: ['There is no server with the id "x"'] },
    code: { type: 'string', description: 'The same for programs; more may come', examples: ['unknown'] },
    values: {
      type: 'object',
      description: 'What the words hold besides',
      additionalProperties: { type: ['string', 'number'] },
      examples: [{ noun: 'server', id: 'x' }],
    },
    problems: {
      type: 'array',
      description: 'Every field that is not right',
      items: {
        type: 'object',
        required: ['field', 'problem'],
        properties: {
          field: { type: 'string', description: 'Its name', examples: ['url'] },
          problem: { type: 'string', description: 'What is wrong with it', examples: ['It is missing'] },
          code: {
            type: 'string',
            description: 'The same for programs; more may come',
            examples: ['missing'],
          },
          values: {
            type: 'object',
            description: 'What the words hold besides',
            additionalProperties: { type: ['string', 'number'] },
          },
          allowed: { type: 'string', description: 'What it is, and so what it may hold' },
        },
      },
    },
  },
};

/** What operations are sorted by. */
export function nounOf({ name }: Pick<Operation, 'name'>): string {
  return name.slice(0, name.indexOf('.'));
}

function describe(row: Operation, shared: Map<string, JsonObject>): JsonObject {
  const input = schemaOf(row.input, 'input', shared);
  const inPath = parametersOf(row.path);
  const fields = fieldsOf(input);
  const beside = fields.filter(({ name }) => !inPath.includes(name));
  const withBody = hasBody(row) && beside.length > 0;
  const parameters = hasBody(row) ? fields.filter(({ name }) => inPath.includes(name)) : fields;
  return {
    operationId: row.name,
    summary: row.summary,
    ...(row.description !== undefined && { description: row.description }),
    tags: [nounOf(row)],
    'x-scope': row.scope,
    security: [{ token: [row.scope] }, { checksum: [] }],
    ...(parameters.length > 0 && { parameters: parameters.map((field) => parameter(field, inPath)) }),
    ...(withBody && { requestBody: requestBody(beside) }),
    responses: {
      [String(row.status ?? 200)]: {
        description: 'Done',
        content: json(schemaOf(row.output, 'output', shared)),
      },
      default: { description: 'Not done', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

/** One field of an input. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

/** The fields of an object's schema. */
export function fieldsOf({ properties = {}, required = [] }: JsonObject): Field[] {
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(isObject(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    required: needed.includes(name),
    schema: isObject(schema) ? schema : {},
  }));
}

function parameter({ name, required, schema }: Field, inPath: readonly string[]): JsonObject {
  const { description = '', ...rest } = schema;
  const isInPath = inPath.includes(name);
  return { name, in: isInPath ? 'path' : 'query', required: isInPath || required, description, schema: rest };
}

function requestBody(fields: readonly Field[]): JsonObject {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  const properties = Object.fromEntries(fields.map(({ name, schema }) => [name, schema]));
  const schema = {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  return { required: required.length > 0, content: json(schema) };
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}

/** A schema as the document has it; those with an id go among the shared ones and are referred to. */
export function schemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  shared: Map<string, JsonObject>,
): JsonObject {
  // Of a schema that has an id itself only what is inside another one becomes a reference.
  const outer = plain(z.toJSONSchema(z.object({ it: schema }), { io, unrepresentable: 'any' }));
  const { $defs = {}, properties = {} } = outer;
  for (const [id, definition] of Object.entries(isObject($defs) ? $defs : {})) {
    if (isObject(definition)) shared.set(id, definition);
  }
  const inner = isObject(properties) ? properties['it'] : undefined;
  return isObject(inner) ? inner : {};
}

/** Without what belongs to JSON Schema as a document of its own. */
function plain(schema: unknown): JsonObject {
  const text = JSON.stringify(schema, (key, value) => (isNoise(key, value) ? undefined : value));
  const read: Json = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'));
  return isObject(read) ? read : {};
}

/** Of answers nothing more is promised than what is named: they may have more fields one day. */
function isNoise(key: string, value: unknown): boolean {
  if (key === 'minimum' || key === 'maximum') return Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
  return key === '$schema' || (key === 'additionalProperties' && value === false);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
