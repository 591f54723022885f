import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { operations } from './index.ts';
import { isObject, type Json, type JsonObject, openApiDocument } from './openapi.ts';

const document = openApiDocument(operations);
const text = JSON.stringify(document);

function at(path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, name) => (isObject(value) ? value[name] : undefined),
    document,
  );
}

function operationsIn(): JsonObject[] {
  const paths = at(['paths']);
  const items = isObject(paths) ? Object.values(paths) : [];
  return items.flatMap((item) => (isObject(item) ? Object.values(item).filter(isObject) : []));
}

describe('the OpenAPI document', () => {
  it('has every operation under its own id', () => {
    const ids = operationsIn().map(({ operationId }) => operationId);
    expect(ids.toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
    expect(document['openapi']).toBe('3.1.0');
  });

  it('is one by the schema of OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(text));
    expect(result).toMatchObject({ valid: true });
  });

  it('refers to nothing that it does not hold', () => {
    const refs = [...text.matchAll(/"\$ref":"#\/([^"]*)"/g)].map(([, path = '']) => path);
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((path) => at(path.split('/')) === undefined)).toEqual([]);
    expect(text).not.toContain('$defs');
  });

  it('has the parameters of each path, all of them required', () => {
    for (const row of operations) {
      const { parameters = [] } = operationsIn().find(({ operationId }) => operationId === row.name) ?? {};
      const inPath = (Array.isArray(parameters) ? parameters : [])
        .filter(isObject)
        .filter((one) => one['in'] === 'path');
      const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath.map((one) => one['name'])).toEqual(names);
      for (const one of inPath) expect(one['required']).toBe(true);
    }
  });

  it('has only patterns that every reader of JSON Schema understands', () => {
    const patterns = [...text.matchAll(/"pattern":"([^"]*)"/g)].map(([, pattern]) => pattern);
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter((pattern) => pattern?.includes('\\\\p{'))).toEqual([]);
  });

  it('keeps a field that is called id', () => {
    expect(at(['components', 'schemas', 'Server', 'properties', 'id', 'type'])).toBe('string');
  });

  it('tells the scope that each operation needs', () => {
    for (const { operationId, security } of operationsIn()) {
      const row = operations.find(({ name }) => name === operationId);
      expect(security).toEqual([{ token: [row?.scope] }, { checksum: [] }]);
    }
  });
});
