import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import {
  freePort,
  freshDatabase,
  freshNamespace,
  startChild,
  startPostgres,
  startRedis,
  tempDir,
} from './index.ts';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function redisAt(url: string): Redis {
  const redis = new Redis(url, { retryStrategy: null, maxRetriesPerRequest: 0, commandTimeout: 500 });
  redis.on('error', () => {});
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** An orphan that nobody has reaped yet (a zombie) has no command line any more. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
}

describe('the services of a run', () => {
  it('give each test a database of its own, which is gone when dropped', async () => {
    const one = await freshDatabase();
    const two = await freshDatabase();
    await query(one.url, 'CREATE TABLE t (n int)');
    const tables = await query(two.url, "SELECT 1 FROM pg_tables WHERE tablename = 't'");
    expect(tables).toEqual([]);
    await one.drop();
    await two.drop();
    await expect(query(one.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });

  it('give each test a namespace of its own, and clearing it leaves the others alone', async () => {
    const one = freshNamespace();
    const two = freshNamespace();
    const redis = redisAt(inject('redisUrl'));
    await redis.mset(`${one.namespace}:a`, '1', `${two.namespace}:a`, '2');
    await one.clear();
    expect(await redis.mget(`${one.namespace}:a`, `${two.namespace}:a`)).toEqual([null, '2']);
    await two.clear();
  });
});

describe('a service of one test', () => {
  it('Redis can be stopped, killed and started again on its port, keeping its data when asked to', async () => {
    const service = await startRedis({ keepsData: true });
    onTestFinished(() => service.dispose());
    await redisAt(service.url).set('a', '1');
    for (const end of [service.stop, service.kill]) {
      await end();
      await expect(redisAt(service.url).get('a')).rejects.toThrow();
      await service.start();
      expect(await redisAt(service.url).get('a')).toBe('1');
    }
  });

  it('Redis can be frozen: it takes connections but says nothing until it is thawed', async () => {
    const service = await startRedis();
    onTestFinished(() => service.dispose());
    const redis = redisAt(service.url);
    await redis.ping();
    service.freeze();
    await expect(redis.ping()).rejects.toThrow('timed out');
    service.thaw();
    expect(await redisAt(service.url).ping()).toBe('PONG');
  });

  it('PostgreSQL can be stopped, killed, frozen and started again with its data', async () => {
    const service = await startPostgres();
    onTestFinished(() => service.dispose());
    await query(service.url, 'CREATE TABLE t (n int)');
    for (const end of [service.stop, service.kill]) {
      await end();
      await expect(query(service.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
      await service.start();
    }
    service.freeze();
    const answer = query(service.url, 'SELECT count(*)::int AS n FROM t');
    expect(await Promise.race([answer, delay(200, 'silent')])).toBe('silent');
    service.thaw();
    expect(await answer).toEqual([{ n: 0 }]);
  });
});

describe('small helpers', () => {
  it('a free port is one that can be listened on, and none is handed out within the outgoing range', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    for (const port of ports) expect(port).toBeLessThan(32_768);
    const refused = new Promise((resolve) => connect(ports[0] ?? 0, '127.0.0.1').once('error', resolve));
    expect(String(await refused)).toContain('ECONNREFUSED');
  });

  it('a process is waited for by what it prints, and says what it printed when that never comes', async () => {
    const child = await startChild('sh', ['-c', 'echo ready at 7; echo trouble >&2; cat']);
    expect((await child.stdout.match(/ready at (\d+)/))[1]).toBe('7');
    await expect(child.output.match(/never/, 50)).rejects.toThrow('trouble');
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('a process that ignores SIGTERM is killed with its children', async () => {
    const child = await startChild('sh', ['-c', 'trap "" TERM; sleep 300 & echo up $!; wait']);
    const sleeper = Number((await child.stdout.match(/up (\d+)/))[1]);
    expect(await child.stop('SIGTERM', 100)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(isRunning(sleeper)).toBe(false);
  });

  it('a temporary directory goes when removed', async () => {
    const directory = await tempDir();
    expect(existsSync(directory.path)).toBe(true);
    await directory.remove();
    expect(existsSync(directory.path)).toBe(false);
  });
});
