import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeArchive } from '../../src/simulator/archives/archive.ts';
import {
  type Child,
  freshDatabase,
  type Service,
  startPostgres,
  startProcess,
  startRedis,
  type TempDir,
  tempDir,
  waitForAnswer,
} from '../helpers/index.ts';
import { startHttp } from '../helpers/servers.ts';
import { type Balancer, startBalancer } from './balancer.ts';

describe('an API, pollers and an importer on a Redis and a PostgreSQL of their own', () => {
  let place: TempDir;
  let redis: Service;
  let postgres: Service;
  let pool: Balancer;
  let spool: string;
  const started: Child[] = [];

  beforeAll(async () => {
    [place, redis, postgres] = await Promise.all([
      tempDir(),
      startRedis({ keepsData: true }),
      startPostgres(),
    ]);
    spool = join(place.path, 'spool');
    await mkdir(spool);
    const env = {
      REDIS_URL: redis.url,
      DATABASE_URL: (await freshDatabase(postgres.url)).url,
      POLL_INTERVAL: '1',
      RECORDING_IMPORT_POLL_INTERVAL: '1',
      LOG_LEVEL: 'info',
      RECORDING_SPOOL_DIR: spool,
      RECORDING_WORK_DIR: join(place.path, 'work'),
      RECORDING_PUBLISH_DIR: join(place.path, 'published'),
      RECORDING_UNPUBLISH_DIR: join(place.path, 'unpublished'),
    };
    pool = await startBalancer({ fleet: { servers: 1 }, env });
  });
  afterAll(async () => {
    await Promise.all([pool.process, ...started].map((child) => child.stop('SIGKILL')));
    await pool.close();
    await Promise.all([redis.dispose(), postgres.dispose()]);
    await place.remove();
  });

  async function start(command: string, says: RegExp): Promise<Child> {
    const child = await startProcess({ command, env: pool.env });
    started.push(child);
    await child.stdout.match(says);
    return child;
  }

  const startPoller = () => start('bin/start-poller', /the poller runs/);

  /** Resolves when the server was polled again, by whom ever. */
  async function polledAgain(): Promise<void> {
    const before = pool.fleet.servers[0]?.requests('getMeetings').length ?? 0;
    await expect.poll(() => pool.fleet.servers[0]?.requests('getMeetings').length).toBeGreaterThan(before);
  }
  const server = async () => await pool.store.servers.find('sim-1');

  it('has the servers polled on when a poller freezes or is killed', async () => {
    await pool.call('create', { meetingID: 'polled', name: 'A room' });
    const [sim] = pool.fleet.servers;
    const first = await startPoller();
    await polledAgain();
    await sim?.fault({ kind: 'slow', ms: 2000, calls: ['getMeetings'], times: 1 });
    await expect.poll(() => sim?.requests('getMeetings').at(-1)?.fault).toBe('slow');
    first.signal('SIGSTOP');
    const second = await startPoller();
    await polledAgain();
    first.signal('SIGCONT');
    await polledAgain();
    second.signal('SIGKILL');
    await second.exited;
    await polledAgain();
    expect(await server()).toMatchObject({ online: true });
    expect(await pool.home('polled')).toBe('sim-1');
    await first.stop('SIGKILL');
  }, 60_000);

  it('goes on by itself when Redis, PostgreSQL or both were restarted, and nothing is lost', async () => {
    const frontEnd = await startFrontEnd();
    const room = { meetingID: 'before', name: 'A room', 'meta_bn-recording-ready-url': frontEnd.url };
    expect(await pool.call('create', room)).toMatchObject({ returncode: 'SUCCESS' });
    const poller = await startPoller();
    const importer = await start('bin/start-recording-importer', /the importer runs/);
    const ask = (call: string) => pool.call(call, { meetingID: 'before', name: 'A room', fullName: 'A' });

    for (const down of [[redis], [postgres], [redis, postgres]]) {
      await Promise.all(down.map((service) => service.stop()));
      const failing = down.includes(redis) ? ['create', 'join', 'getMeetingInfo', 'end'] : ['getRecordings'];
      for (const call of failing)
        expect(await ask(call), call).toMatchObject({ status: 200, key: 'internalError' });
      if (!down.includes(redis)) expect(await ask('join')).toMatchObject({ status: 302 });
      if (!down.includes(postgres))
        expect(await ask('getRecordings')).toMatchObject({ returncode: 'SUCCESS' });
      expect((await fetch(`${pool.origin}/readyz`)).status).toBe(503);
      expect(await (await fetch(`${pool.origin}/health_check`)).text()).toMatch(/^Health Check Failure: /);
      expect((await fetch(`${pool.origin}/healthz`)).status).toBe(200);
      if (down.length === 2)
        await writeArchive(spool, { meetingId: 'before', formats: ['video'], bytes: 1000 });
      await Promise.all(down.map((service) => service.start()));
      await waitForAnswer(`${pool.origin}/readyz`);
      for (const call of ['create', 'getMeetingInfo', 'getRecordings'])
        expect(await ask(call), call).toMatchObject({ returncode: 'SUCCESS' });
      await polledAgain();
    }

    const heard = await frontEnd.heard;
    expect(heard).toContain('signed_parameters=');
    expect((await ask('getRecordings')).text).toContain('<meetingID>before</meetingID>');
    expect(pool.fleet.servers[0]?.room('before')).toBeDefined();
    for (const child of [poller, importer]) expect(await child.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);
});

/** Hears that a recording is ready. */
async function startFrontEnd() {
  const { promise: heard, resolve, reject } = Promise.withResolvers<string>();
  const { port } = await startHttp((request, response) => {
    response.end();
    text(request).then(resolve, reject);
  });
  return { heard, url: `http://127.0.0.1:${port}/ready` };
}
