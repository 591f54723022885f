import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { guard } from './helpers/guard.ts';
import { startPostgres } from './helpers/postgres.ts';
import { startRedis } from './helpers/redis.ts';
import type { Service } from './helpers/service.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's PostgreSQL; take `freshDatabase()` of it. */
    postgresUrl: string;
    /** The run's Redis, shared by all tests; take `freshNamespace()` of it. */
    redisUrl: string;
    /** Holds every file of the run; removed at its end. */
    tempRoot: string;
  }
}

/** One PostgreSQL and one Redis for the whole run; returns what takes them down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = await mkdtemp(join(tmpdir(), 'scalelite-test-'));
  // PostgreSQL may run as another user, who has to get through to its own directory.
  await chmod(parent, 0o711);
  const release = guard({ directory: parent });
  const services: Service[] = [];
  const teardown = async (): Promise<void> => {
    await Promise.all(services.map((service) => service.dispose()));
    await rm(parent, { recursive: true, force: true });
    release();
  };
  try {
    const starting = [startPostgres({ parent }), startRedis({ parent })] as const;
    for (const start of starting) void start.then((service) => services.push(service)).catch(() => {});
    const [postgres, redis] = await Promise.all(starting);
    project.provide('postgresUrl', postgres.url);
    project.provide('redisUrl', redis.url);
    project.provide('tempRoot', parent);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}
