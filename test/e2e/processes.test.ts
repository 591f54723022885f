import { Agent, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import {
  freePort,
  freshDatabase,
  runProcess,
  startPostgres,
  startProcess,
  startRedis,
  tempDir,
  waitForAnswer,
} from '../helpers/index.ts';
import { type Balancer, read, SECRET, sign, startBalancer, storeKinds } from './balancer.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function balancer(...args: Parameters<typeof startBalancer>): Promise<Balancer> {
  const started = await startBalancer(...args);
  cleanups.push(() => started.close());
  return started;
}

function room(meetingID: string): Record<string, string> {
  return { meetingID, name: 'A room' };
}

describe('a process that is told to stop', () => {
  it('answers what is under way, and ends', async () => {
    const pool = await balancer({ fleet: { servers: 1 } });
    await pool.call('create', room('slow'));
    await pool.fleet.servers[0]?.fault({ kind: 'slow', ms: 1500 });
    const underWay = pool.call('getMeetingInfo', { meetingID: 'slow' });
    await expect.poll(() => pool.fleet.servers[0]?.requests('getMeetingInfo').length).toBe(1);
    pool.process.signal('SIGTERM');
    expect(await underWay).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.process.exited).toEqual({ code: 0, signal: null });
    await expect(fetch(pool.origin)).rejects.toThrow();
  });

  it('says that it is not ready, and takes calls until proxies have seen it', async () => {
    const pool = await balancer({ fleet: { servers: 1 }, env: { SHUTDOWN_DELAY: '5' } });
    pool.process.signal('SIGTERM');
    const ready = await waitForAnswer(`${pool.origin}/readyz`, { accept: ({ status }) => status === 503 });
    expect(await ready.text()).toContain('the process is stopping');
    expect(ready.headers.get('connection')).toBe('close');
    expect(await pool.call('create', room('late'))).toMatchObject({ returncode: 'SUCCESS' });
    expect(await pool.process.exited).toEqual({ code: 0, signal: null });
  });

  it('loses no request of clients that keep their connections', async () => {
    const pool = await balancer({ fleet: { servers: 1 } });
    const agent = new Agent({ keepAlive: true });
    cleanups.push(async () => agent.destroy());
    const seen = { answered: 0, refused: 0, lost: 0 };
    let stopping = false;
    const client = async (): Promise<void> => {
      for (let refused = false; !refused; ) {
        const outcome = await ask(agent, pool.url('getMeetings'));
        refused = stopping && outcome === 'refused';
        seen[outcome === 'refused' && !stopping ? 'lost' : outcome] += 1;
      }
    };
    const clients = Array.from({ length: 8 }, client);
    await expect.poll(() => seen.answered).toBeGreaterThan(50);
    stopping = true;
    pool.process.signal('SIGTERM');
    await Promise.all([...clients, pool.process.exited]);
    expect(seen).toMatchObject({ refused: 8, lost: 0 });
  });
});

/**
 * A connection of its own is `refused` when nobody listens, and when the kernel had made it by the time the port was
 * closed, but the process had not taken it: nothing of it was begun.
 */
function ask(agent: Agent, url: string): Promise<'answered' | 'refused' | 'lost'> {
  return new Promise((resolve) => {
    const asked = request(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200 ? 'answered' : 'lost'));
      response.once('error', () => resolve('lost'));
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      const untaken = error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET';
      resolve(untaken && !asked.reusedSocket ? 'refused' : 'lost');
    });
    asked.end();
  });
}

describe('WEB_CONCURRENCY', () => {
  it('serves one port from several processes, replaces one that dies, and stops them all', async () => {
    const pool = await balancer({ env: { WEB_CONCURRENCY: '3', LOG_LEVEL: 'info' } });
    const workers = () => childrenOf(pool.process.pid);
    // One that dies before it listens could not start, which is another story.
    await pool.process.stdout.match(/(the API listens[\s\S]*){3}/);
    expect(await workers()).toHaveLength(3);
    // The second victim is the first one's successor, before it can serve.
    for (let victims = 0; victims < 2; victims++) {
      const before = await workers();
      process.kill(before.at(-1) ?? 0, 'SIGKILL');
      const successors = async () => (await workers()).filter((pid) => !before.includes(pid)).length;
      await expect.poll(successors, { timeout: 10_000 }).toBe(1);
    }
    for (let i = 0; i < 20; i++)
      expect(await pool.call('create', room(`w${i}`))).toMatchObject({ returncode: 'SUCCESS' });
    const second = await runProcess({ command: 'bin/start', env: pool.env });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^ERROR: 127\.0\.0\.1:\d+ is in use [^\n]+\n$/);
    const last = await workers();
    expect(await pool.process.stop()).toEqual({ code: 0, signal: null });
    for (const pid of last) expect(() => process.kill(pid, 0)).toThrow();
  });
});

describe.each(storeKinds)(
  'many creates of one meeting at once, over four processes on the %s store',
  (store) => {
    it('end on one server, and everybody is told the same', async () => {
      const pool = await balancer({ store, fleet: { servers: 5, latencyMs: 5 } });
      const origins = [pool.origin];
      for (let i = 0; i < 3; i++) {
        const port = await freePort();
        const env = { ...pool.env, BIND: `tcp://127.0.0.1:${port}` };
        const other = await startProcess({
          command: 'bin/scalelite',
          args: ['serve', '--with', 'none'],
          env,
        });
        cleanups.push(() => other.stop());
        origins.push(`http://127.0.0.1:${port}`);
        await waitForAnswer(`${origins.at(-1)}/readyz`);
      }
      for (let round = 0; round < 3; round++) {
        const meetingID = `rush-${round}`;
        const replies = await Promise.all(
          Array.from({ length: 50 }, async (_, i) => {
            const url = `${origins[i % 4]}/bigbluebutton/api/create?${sign('create', room(meetingID), SECRET)}`;
            return await read(await fetch(url));
          }),
        );
        const told = new Set(replies.map(({ text }) => text.replace(/<messageKey>[\s\S]*/, '')));
        expect(told.size, [...told].join('\n')).toBe(1);
        expect(replies.every(({ returncode }) => returncode === 'SUCCESS')).toBe(true);
        expect(pool.fleet.servers.filter((server) => server.room(meetingID))).toHaveLength(1);
      }
      const loads = await Promise.all(pool.fleet.servers.map(({ id }) => pool.load(id)));
      expect(loads.reduce<number>((sum, load) => sum + (load ?? 0), 0)).toBe(3);
    });
  },
);

describe('stores that are down', () => {
  it('at the start: the process is up, says what it waits for, and heals by itself', async () => {
    const redis = await startRedis();
    cleanups.push(() => redis.dispose());
    await redis.stop();
    const directory = await tempDir();
    cleanups.push(() => directory.remove());
    const port = await freePort();
    const env = {
      REDIS_URL: redis.url,
      DATA_DIR: directory.path,
      LOADBALANCER_SECRET: SECRET,
      BIND: `tcp://127.0.0.1:${port}`,
    };
    const started = await startProcess({ command: 'bin/start', env });
    cleanups.push(() => started.stop());
    const origin = `http://127.0.0.1:${port}`;
    await waitForAnswer(`${origin}/healthz`);
    const ready = await fetch(`${origin}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('not ready')]);
    const health = await fetch(`${origin}/health_check`);
    expect([health.status, await health.text()]).toEqual([
      200,
      expect.stringMatching(/^Health Check Failure: /),
    ]);
    const url = `${origin}/bigbluebutton/api/isMeetingRunning?${sign('isMeetingRunning', { meetingID: 'x' }, SECRET)}`;
    expect(await read(await fetch(url))).toMatchObject({ status: 200, key: 'internalError' });
    await redis.start();
    await waitForAnswer(`${origin}/readyz`);
    expect((await read(await fetch(url))).text).toContain('<running>false</running>');
    expect(await (await fetch(`${origin}/health_check`)).text()).toBe('success');
  });

  it('later: calls say so at once, and work again when the store is back', async () => {
    const redis = await startRedis({ keepsData: true });
    const postgres = await startPostgres();
    const database = await freshDatabase(postgres.url);
    cleanups.push(
      () => redis.dispose(),
      () => postgres.dispose(),
    );
    for (const [service, env] of [
      [redis, { REDIS_URL: redis.url }],
      [postgres, { DATABASE_URL: database.url }],
    ] as const) {
      const pool = await balancer({ env });
      await pool.call('create', room('before'));
      await service.stop();
      expect(await pool.call('create', room('during'))).toMatchObject({ status: 200, key: 'internalError' });
      expect((await fetch(`${pool.origin}/readyz`)).status).toBe(503);
      await service.start();
      await waitForAnswer(`${pool.origin}/readyz`);
      expect(await pool.call('create', room('after'))).toMatchObject({ returncode: 'SUCCESS' });
      expect(await pool.call('getMeetingInfo', { meetingID: 'before' })).toMatchObject({
        returncode: 'SUCCESS',
      });
      service.freeze();
      const asked = performance.now();
      expect(await pool.call('isMeetingRunning', { meetingID: 'before' })).toMatchObject({
        key: 'internalError',
      });
      expect(performance.now() - asked).toBeLessThan(20_000);
      service.thaw();
      await waitForAnswer(`${pool.origin}/readyz`);
      expect(await pool.call('getMeetingInfo', { meetingID: 'before' })).toMatchObject({
        returncode: 'SUCCESS',
      });
      await pool.process.stop();
    }
  }, 60_000);
});

describe('a Host that is not URL_HOST', () => {
  it('is refused, but for the health checks', async () => {
    const pool = await balancer({ env: { URL_HOST: 'sl.example.com' } });
    const port = new URL(pool.origin).port;
    expect(await status(port, '/bigbluebutton/api', 'evil.example.com')).toBe(403);
    expect(await status(port, '/', 'evil.example.com')).toBe(403);
    expect(await status(port, '/health_check', 'evil.example.com')).toBe(200);
    expect(await status(port, '/readyz', '10.0.0.1')).toBe(200);
    expect(await status(port, '/bigbluebutton/api', `SL.example.com:${port}`)).toBe(200);
  });
});

function status(port: string, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

async function childrenOf(pid: number): Promise<number[]> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}
