import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, freshNamespace, root, tempDir } from '../../test/helpers/index.ts';
import type { StoreConfig } from './index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let redis: ReturnType<typeof freshNamespace>;
let data: Awaited<ReturnType<typeof tempDir>>;
beforeEach(async () => {
  [database, redis, data] = [await freshDatabase(), freshNamespace(), await tempDir()];
});
afterEach(async () => {
  await Promise.all([database.drop(), redis.clear(), data.remove()]);
});

/** Opens and uses the store in a process of its own; returns the drivers that it loaded. */
async function driversOf(config: Partial<StoreConfig>): Promise<string[]> {
  const all = { redisNamespace: redis.namespace, dataDir: data.path, defaultMeetingTtl: 60, ...config };
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ resolve(name, context, next) { loaded.add(name); return next(name, context); } });
    const { openClusterStore } = await import('./src/store/index.ts');
    const store = await openClusterStore(${JSON.stringify(all)});
    await store.migrate();
    await store.check();
    await store.servers.list();
    await store.close();
    console.log(JSON.stringify(['ioredis', 'pg', 'node:sqlite'].filter((name) => loaded.has(name))));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return JSON.parse(stdout);
}

describe('the store of the cluster state', () => {
  it('is Redis when there is a REDIS_URL', async () => {
    expect(await driversOf({ redisUrl: redis.url, databaseUrl: database.url })).toEqual(['ioredis']);
  });

  it('is PostgreSQL when there is only a DATABASE_URL', async () => {
    expect(await driversOf({ databaseUrl: database.url })).toEqual(['pg']);
  });

  it('is the embedded database when there is neither', async () => {
    expect(await driversOf({})).toEqual(['node:sqlite']);
  });
});
