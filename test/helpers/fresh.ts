import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { inject } from 'vitest';

const unused = (): string => `t${randomBytes(6).toString('hex')}`;

export interface FreshDatabase {
  readonly url: string;
  /** Drops it, clients still connected or not. */
  drop(): Promise<void>;
}

/** An empty database of its own on the run's PostgreSQL, or on that at `server`. */
export async function freshDatabase(server: string = inject('postgresUrl')): Promise<FreshDatabase> {
  const name = unused();
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface FreshNamespace {
  readonly url: string;
  readonly namespace: string;
  /** Deletes every key of the namespace. */
  clear(): Promise<void>;
}

/** A namespace of its own on the run's Redis. */
export function freshNamespace(url: string = inject('redisUrl')): FreshNamespace {
  const namespace = unused();
  return { url, namespace, clear: () => deleteKeys(url, `${namespace}:*`) };
}

async function deleteKeys(url: string, pattern: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: pattern, count: 1000 })) {
      if (Array.isArray(keys) && keys.length > 0) await redis.unlink(...keys);
    }
  } finally {
    await redis.quit();
  }
}
