import { expect, it, onTestFinished } from 'vitest';
import { createPostgresDatabase } from './postgres-database.ts';
import { conditionOf } from './recording-filter.ts';

it('is told apart by a short name, however much a client asks for', () => {
  // It connects to nothing until it is asked.
  const database = createPostgresDatabase({ url: 'postgres://127.0.0.1/none' });
  onTestFinished(() => database.close());
  const shapeOf = (count: number): string => {
    const metadata = Array.from({ length: count }, (_, n) => ({ key: `key-${n}`, values: ['v'] }));
    return conditionOf({ metadata }, database.dialect).shape;
  };
  const shapes = [1, 2, 4, 40, 100, 1000].map(shapeOf);
  expect(new Set(shapes).size).toBe(shapes.length);
  // PostgreSQL takes names of 63 characters, and something stands in front.
  for (const shape of shapes) expect(shape.length).toBeLessThan(30);
});
