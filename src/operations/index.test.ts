import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations } from './index.ts';

const rows = operations.map((row) => [row.name, row] as const);

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

describe('the operations', () => {
  it('have names and addresses of their own', () => {
    const addresses = operations.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
    expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
    expect(new Set(addresses).size).toBe(operations.length);
  });

  it.each(rows)('%s is named, placed and described as the others are', (_, row) => {
    expect(row.name).toMatch(/^[a-z][a-z-]*\.[a-z][a-z-]*$/);
    expect(row.path).toMatch(/^(\/([a-z-]+|\{\w+\}))+$/);
    expect(row.summary).toMatch(/^[A-Z].*[^.]$/);
  });

  it.each(rows)('%s has a field of text for each parameter of its path', (_, row) => {
    const { properties = {} } = z.toJSONSchema(row.input, { io: 'input' });
    const texts = parametersOf(row.path).filter((name) => {
      const property = properties[name];
      return typeof property === 'object' && property.type === 'string';
    });
    expect(texts).toEqual(parametersOf(row.path));
  });

  it.each(rows)('%s says of each field what it is', (_, row) => {
    const { properties = {} } = z.toJSONSchema(row.input, { io: 'input' });
    const silent = Object.entries(properties).filter(
      ([, property]) => typeof property !== 'object' || !property.description,
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it.each(rows)('%s has schemas that can be published', (_, row) => {
    expect(() => z.toJSONSchema(row.output, { io: 'output' })).not.toThrow();
  });
});
