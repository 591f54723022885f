import { afterEach, describe, expect, it } from 'vitest';
import type { ApiToken } from '../../access/api-token.ts';
import { databaseKinds, withDatabase } from '../contract/database.ts';

function token(id: string, more: Partial<ApiToken> = {}): ApiToken {
  const times = { createdAt: 1000, expiresAt: undefined, lastUsedAt: undefined };
  return { id, name: `name of ${id}`, scope: 'read', ...times, ...more };
}

describe.each(databaseKinds)('API tokens on %s', (kind) => {
  const database = withDatabase(kind);
  const tokens = () => database().apiTokens;

  afterEach(async () => {
    for (const { id } of await tokens().list()) await tokens().remove(id);
  });

  it('are listed in the order they were made, and found by their hash', async () => {
    const late = token('a', { createdAt: 2000, expiresAt: 2 ** 42, scope: 'admin' });
    expect(await tokens().add(late, 'hash-a')).toBe(true);
    expect(await tokens().add(token('b'), 'hash-b')).toBe(true);
    expect(await tokens().list()).toEqual([token('b'), late]);
    expect(await tokens().findByHash('hash-a')).toEqual(late);
    expect(await tokens().findByHash('hash-c')).toBeUndefined();
  });

  it('have a name each', async () => {
    await tokens().add(token('a'), 'hash-a');
    expect(await tokens().add(token('b', { name: 'name of a' }), 'hash-b')).toBe(false);
    expect(await tokens().list()).toEqual([token('a')]);
  });

  it('note their last use', async () => {
    await tokens().add(token('a'), 'hash-a');
    await tokens().touch('a', 5000);
    await tokens().touch('nobody', 5000);
    expect(await tokens().findByHash('hash-a')).toMatchObject({ lastUsedAt: 5000 });
  });

  it('are removed by id or name', async () => {
    await tokens().add(token('a'), 'hash-a');
    await tokens().add(token('b', { name: 'a' }), 'hash-b');
    expect(await tokens().remove('a')).toEqual(token('a'));
    expect(await tokens().remove('a')).toEqual(token('b', { name: 'a' }));
    expect(await tokens().remove('a')).toBeUndefined();
    expect(await tokens().list()).toEqual([]);
  });
});
