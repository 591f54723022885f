import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort, startProcess, startRedis, waitForAnswer } from '../helpers/index.ts';
import { addServer, lines, ok, openPool, type Pool, placeMeeting, storeKinds } from './installation.ts';

const API = 'https://bbb1.example.com/bigbluebutton/api';

/** A program that runs on; killed when the test is over. */
async function start(pool: Pool, args: readonly string[], env: Record<string, string> = {}) {
  const child = await startProcess({ command: 'bin/scalelite', args, env: { ...pool.env, ...env } });
  onTestFinished(async () => void (await child.stop('SIGKILL')));
  return child;
}

describe.each(storeKinds)('bin/scalelite servers on %s', (kind) => {
  it('adds, changes and removes servers', async () => {
    const pool = await openPool(kind, { SERVER_ID_IS_HOSTNAME: 'true' });
    const secretFile = join(pool.env['DATA_DIR'] ?? '', 'secret');
    await writeFile(secretFile, '1e5\n');
    const id = 'bbb1.example.com';
    const added = await pool.scalelite(
      'servers',
      'add',
      API,
      '--secret-file',
      secretFile,
      '--enable',
      '--tag',
      'x',
    );
    expect(added).toEqual(ok(`${id} added and enabled`));
    expect(await pool.scalelite('servers', 'list')).toEqual(
      ok(
        'ID                URL                                         STATE    HEALTH   LOAD  MULTIPLIER  VERSION  TAG',
        `${id}  ${API}  enabled  offline  none  1.0                  x`,
      ),
    );
    const changes = ['--multiplier', '2', '--no-tag', '--secret', '007', '--json'];
    const updated = await pool.scalelite('servers', 'update', id, ...changes);
    expect(JSON.parse(updated.stdout)).toEqual([
      expect.objectContaining({
        id,
        load_multiplier: 2,
        tag: null,
        load: null,
        online: false,
        state: 'enabled',
      }),
    ]);
    expect(updated.stdout).not.toContain('secret');
    expect(await pool.store.servers.find(id)).toMatchObject({ secret: '007', tag: undefined });

    expect(await pool.scalelite('servers', 'cordon', id)).toEqual(ok(`${id} cordoned`));
    const taken = { code: 1, stdout: '', stderr: `Server already exists with id '${id}'\n` };
    expect(await pool.scalelite('servers', 'add', API, '--secret', 's')).toEqual(taken);
    const unsure = { code: 4, stdout: '', stderr: 'This removes 1 server. Confirm with --yes.\n' };
    expect(await pool.scalelite('servers', 'remove', id)).toEqual(unsure);
    expect(await pool.scalelite('servers', 'remove', id, '--yes')).toEqual(ok(`${id} removed`));
    expect(await pool.store.servers.list()).toEqual([]);
  });

  it('asks before it ends meetings', async () => {
    const pool = await openPool(kind);
    await addServer(pool.store, { id: 'bbb1', url: 'http://127.0.0.1:1/api', load: 0 });
    await placeMeeting(pool.store, 'm1');
    const unsure = 'This ends 1 meeting; cordon drains instead. Confirm with --yes.\n';
    expect(await pool.scalelite('servers', 'disable', 'bbb1')).toEqual({
      code: 4,
      stdout: '',
      stderr: unsure,
    });
    const disabled = await pool.scalelite('servers', 'disable', 'bbb1', '--yes');
    expect(disabled).toMatchObject({ code: 0, stdout: 'bbb1 disabled\n' });
    expect(disabled.stderr).toMatch(
      /^WARNING: Could not end meeting id=m1: [^\n]+\nWhat could not be ended is ended once its server answers.\n$/,
    );
    expect(await pool.store.meetings.find(['m1'])).toEqual([]);
  });
});

describe('bin/scalelite', () => {
  it('tells wrong usage, missing servers and failures apart by its exit code', async () => {
    const { scalelite, store } = await openPool('SQLite');
    await addServer(store, { id: 'bbb1', state: 'disabled' });
    expect((await scalelite()).code).toBe(0);
    expect((await scalelite('servers', 'add', '--help')).code).toBe(0);
    expect((await scalelite('bogus')).code).toBe(2);
    expect((await scalelite('servers', 'update', 'bbb1', '--multiplier', '0')).code).toBe(2);
    const missing = { code: 3, stdout: '', stderr: 'There is no server with the id "nobody"\n' };
    expect(await scalelite('servers', 'enable', 'bbb1', 'nobody')).toEqual(missing);
    expect(await store.servers.find('bbb1')).toMatchObject({ state: 'disabled' });
    expect((await scalelite('servers', 'add', 'notaurl', '--secret', 's')).code).toBe(2);
  });

  it('shows the configuration, secrets only when asked', async () => {
    const { scalelite } = await openPool('SQLite', { LOADBALANCER_SECRET: 'hush-hush', POLL_INTERVAL: '7' });
    const shown = await scalelite('config');
    expect(shown.stdout).toMatch(/^POLL_INTERVAL +7 +environment$/m);
    expect(shown.stdout).not.toContain('hush-hush');
    const rows: unknown = JSON.parse((await scalelite('config', '--json', '--show-secrets')).stdout);
    expect(rows).toContainEqual({ name: 'LOADBALANCER_SECRET', value: 'hush-hush', source: 'environment' });
  });

  it('prints the status once, as JSON, and again and again', async () => {
    const pool = await openPool('SQLite');
    const figures = { meetings: 1, users: 2, largestMeeting: 2, videos: 0 };
    await addServer(pool.store, { id: 'bbb1', load: 2, figures });
    const row = 'bbb1  bbb1      enabled  online  1         2      2                0       2.0';
    const head =
      'ID    HOSTNAME  STATE    STATUS  MEETINGS  USERS  LARGEST MEETING  VIDEOS  LOAD  BBB VERSION  TAG';
    const totals = '1 server, 1 available · 1 meeting · 2 users · 0 videos';
    expect(await pool.scalelite('status')).toEqual(ok(totals, '', head, row));
    expect(JSON.parse((await pool.scalelite('status', '--json')).stdout)).toMatchObject({
      totals: { servers: 1, available: 1, online: 1, meetings: 1, users: 2, videos: 0 },
      servers: [{ id: 'bbb1', load: 2, largest_meeting: 2 }],
    });
    const watching = await start(pool, ['status', '--watch', '--interval', '0.1']);
    await watching.stdout.match(
      new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}${totals}\n${head}\n${row}\n\n(.*\n){4}`),
    );
    expect(await watching.stop('SIGINT')).toEqual({ code: 0, signal: null });
  });

  it('keeps watching while the store is down', async () => {
    const redis = await startRedis({ keepsData: true });
    onTestFinished(() => redis.dispose());
    const pool = await openPool('SQLite', { REDIS_URL: redis.url });
    await addServer(pool.store, { id: 'bbb1' });
    const watching = await start(pool, ['status', '-w', '--json', '-i', '0.1']);
    await watching.stdout.match(/"id":"bbb1"/);
    await redis.stop();
    await watching.stdout.match(/"trouble":"The state store does not answer[^"]*"[^\n]*"id":"bbb1"/);
    await redis.start();
    await watching.stdout.match(/"trouble".*\n(?!.*"trouble").*"id":"bbb1"/);
    expect(await watching.stop('SIGINT')).toMatchObject({ code: 0 });
  });

  it('ends quietly when nobody reads any more', async () => {
    const pool = await openPool('SQLite');
    const script = 'bin/scalelite status -w -i 0.1 | head -1; bin/rake servers:yaml | true';
    const shell = await startProcess({ command: '/bin/sh', args: ['-c', script], env: pool.env });
    onTestFinished(async () => void (await shell.stop('SIGKILL')));
    expect(await shell.exited).toEqual({ code: 0, signal: null });
    expect(shell.stderr.text()).toBe('');
  });

  it('serves with a banner that tells all but the secret, and stops at a signal', async () => {
    const pool = await openPool('SQLite', { PORT: String(await freePort()) });
    const serving = await start(pool, ['serve']);
    const api = `http://localhost:${pool.env['PORT']}/bigbluebutton/api`;
    const secretFile = join(pool.env['DATA_DIR'] ?? '', 'loadbalancer-secret');
    await serving.stdout.match(new RegExp(`^ {2}API endpoint  ${api}$`, 'm'));
    await serving.stdout.match(/^ {2}Next +DATA_DIR='.+' bin\/rake 'servers:add\[/m);
    expect(serving.stdout.text()).toContain(`  Secret        in ${secretFile} (`);
    expect(serving.stdout.text()).not.toContain((await readFile(secretFile, 'utf8')).trim());
    expect(await (await waitForAnswer(api)).text()).toContain('<returncode>SUCCESS</returncode>');
    expect(await pool.rake('servers:add[https://bbb1.example.com/api,s]')).toMatchObject({ code: 0 });
    const second = await pool.scalelite('serve');
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^ERROR: 0\.0\.0\.0:\d+ is in use [^\n]+\n$/);
    expect(await serving.stop()).toEqual({ code: 0, signal: null });
  });

  it('serves on when its database can not be used, and says so', async () => {
    const pool = await openPool('SQLite', { PORT: String(await freePort()) });
    const unusable = join(pool.env['DATA_DIR'] ?? '', 'unusable');
    await mkdir(join(unusable, 'cluster.db'), { recursive: true });
    const serving = await start(pool, ['serve'], { DATA_DIR: unusable });
    await serving.stdout.match(/^ {2}Secret /m);
    const ready = await fetch(`http://localhost:${pool.env['PORT']}/readyz`);
    expect(ready.status).toBe(503);
    expect(await serving.stop()).toEqual({ code: 0, signal: null });
  });

  it('says at the start what is ignored, and that nobody can call without a secret', async () => {
    const pool = await openPool('Redis', { PORT: String(await freePort()), RAILS_MAX_THREADS: '5' });
    const serving = await start(pool, ['serve']);
    await serving.stdout.match(/"msg":"RAILS_MAX_THREADS is ignored/);
    await serving.stdout.match(
      /"level":"warn".*"msg":"No LOADBALANCER_SECRET is set: every call is refused; /,
    );
    const polling = await start(pool, ['poll']);
    await polling.stdout.match(/"msg":"RAILS_MAX_THREADS is ignored/);
  });

  it('runs simulated servers and makes them fail', async () => {
    const pool = await openPool('SQLite');
    const simulator = await start(pool, ['simulate', '--servers', '2']);
    const [, url = ''] = await simulator.stdout.match(/^ +2 +(http:\S+)/m);
    expect(await pool.scalelite('simulate', 'fault', '2', 'refuse')).toEqual(
      ok(`server 2 (${url}): refuse done, now refuse`),
    );
    await expect(fetch(url)).rejects.toThrow();
    expect((await pool.scalelite('simulate', 'fault', '2', 'none')).code).toBe(0);
    expect((await fetch(url)).status).toBe(200);
    expect(await pool.scalelite('simulate', '--base-port', '65535', '--servers', '2')).toEqual({
      code: 2,
      stdout: '',
      stderr: '2 servers from port 65535 on need ports above 65535.\n',
    });
    const bad = await pool.scalelite('simulate', 'fault', '2', 'explode');
    expect(bad).toMatchObject({ code: 1, stdout: '' });
    expect(bad.stderr).toMatch(/^ERROR: there is no fault explode[^\n]*\n$/);
    expect(await simulator.stop('SIGINT')).toEqual({ code: 0, signal: null });
  });
});

describe('bin/scalelite demo', () => {
  it('shows a pool at work, also after it was killed, and cleans up when it ends', async () => {
    const pool = await openPool('SQLite', { PORT: String(await freePort()), POLL_INTERVAL: '0.3' });
    const killed = await start(pool, ['demo']);
    await killed.stdout.match(/· [1-9]\d* meetings ·/, 20_000);
    expect((await pool.scalelite('demo')).code).toBe(1);
    await killed.stop('SIGKILL');
    expect((await pool.store.servers.list()).map(({ id }) => id)).toEqual([
      'demo-1',
      'demo-2',
      'demo-3',
      'demo-4',
    ]);

    const demo = await start(pool, ['demo']);
    await demo.stdout.match(/^\S+ {2}4 servers, 4 available · [1-9]\d* meetings/m, 20_000);
    const [, create = ''] = await demo.stdout.match(/^ +curl '([^']+)'$/m);
    const [, join = ''] = await demo.stdout.match(/^ +curl -i '([^']+)'$/m);
    expect(await (await fetch(create)).text()).toContain('<meetingID>try-me</meetingID>');
    const joined = await fetch(join, { redirect: 'manual' });
    expect(joined.status).toBe(302);
    expect((await pool.scalelite('simulate', 'fault', '2', 'refuse')).code).toBe(0);
    await demo.stdout.match(/^demo-2 .* offline /m, 20_000);

    expect(await demo.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(await pool.store.servers.list()).toEqual([]);
    expect(await pool.store.meetings.find(['try-me'])).toEqual([]);
    expect(demo.stderr.text()).toBe(lines());
  });

  it('sends no meetings to servers that are not its own', async () => {
    const pool = await openPool('SQLite', { PORT: String(await freePort()) });
    await addServer(pool.store, { id: 'bbb1', load: 0 });
    const { code, stdout, stderr } = await pool.scalelite('demo');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The pool in \S+ has enabled servers, [^\n]+\n$/);
    expect((await pool.store.servers.list()).map(({ id }) => id)).toEqual(['bbb1']);
  });

  it('leaves a shared store alone', async () => {
    const pool = await openPool('Redis');
    expect(await pool.scalelite('demo')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The demo keeps its state in DATA_DIR: unset DATABASE_URL and REDIS_URL.\n',
    });
  });
});
