import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.ts';
import { addresses } from './calls.ts';

describe('the calls of the dashboard', () => {
  it.each(Object.entries(addresses))('has %s where the server has it', (name, [method, path]) => {
    const row = operations.find((operation) => operation.name === name);
    expect([row?.method, row?.path]).toEqual([method, path]);
  });
});
