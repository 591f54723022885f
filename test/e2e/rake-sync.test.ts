import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startProcess, startRedis } from '../helpers/index.ts';
import { addServer, lines, ok, openPool, type Pool, placeMeeting, storeKinds } from './installation.ts';

async function file(pool: Pool, text: string): Promise<string> {
  const path = join(pool.env['DATA_DIR'] ?? '', 'servers.yml');
  await writeFile(path, text);
  return path;
}

/** A server that does not answer, enabled and with nothing on it. */
const dead = { url: 'http://127.0.0.1:1/api', load: 0 };

describe('servers:sync on Redis', () => {
  it('does not claim to have created a server whose id is a key of the layout', async () => {
    const pool = await openPool('Redis');
    const path = await file(pool, 'servers: {meetings: {secret: s}}');
    expect(await pool.rake(`servers:sync[${path}]`)).toEqual({
      code: 1,
      stdout: '',
      stderr: "ERROR: Server id=meetings can't be used: the store keeps something else under that id\n",
    });
    expect(await pool.store.servers.list()).toEqual([]);
  });
});

describe('servers:sync whose store goes away in the middle', () => {
  it('ends with a line, and leaves no server half made', async () => {
    const redis = await startRedis({ keepsData: true });
    onTestFinished(() => redis.dispose());
    const pool = await openPool('SQLite', { REDIS_URL: redis.url });
    const ids = Array.from({ length: 4000 }, (_, number) => `bbb${number}`);
    const path = await file(pool, lines('servers:', ...ids.map((id) => `  ${id}: {secret: s-${id}}`)));
    const args = [`servers:sync[${path}]`];
    const sync = await startProcess({ command: 'bin/rake', args, env: pool.env });
    onTestFinished(async () => void (await sync.stop('SIGKILL')));
    await sync.stdout.match(/Server created/);
    await redis.kill();
    expect(await sync.exited).toEqual({ code: 1, signal: null });
    expect(sync.stderr.text()).toMatch(/^ERROR: Redis: [^\n]+\n$/);

    await redis.start();
    const made = await vi.waitFor(() => pool.store.servers.list(), 15_000);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThan(ids.length);
    for (const { id, url, secret } of made)
      expect([url, secret]).toEqual([`https://${id}/bigbluebutton/api`, `s-${id}`]);
  });
});

describe.each(storeKinds)('servers:sync on %s', (kind) => {
  it('adds, changes and removes what the file says', async () => {
    const pool = await openPool(kind);
    await addServer(pool.store, { id: 'changed', loadMultiplier: 2, tag: 'old' });
    await addServer(pool.store, { id: 'closed' });
    await addServer(pool.store, { id: 'unwanted' });
    const path = await file(
      pool,
      lines(
        'servers:',
        '  new.example.com: {secret: 1e5}',
        '  waiting: {secret: 007, enabled: no, load_multiplier: 2.5, tag: yes}',
        '  changed: {secret: x, url: "http://changed:8080/api", load_multiplier: 4}',
        '  closed: {secret: secret-of-closed, enabled: false}',
      ),
    );
    const printed = ok(
      '[new.example.com] Server created',
      '[new.example.com] Server enabled',
      '[waiting] Server created',
      '[changed] Server updated: url=http://changed:8080/api',
      '[changed] Server updated: secret=*****',
      '[changed] Server updated: load_multiplier=4.0',
      '[changed] Server updated: tag=',
      '[closed] Server disabled (cordoned)',
      '[unwanted] Server removed',
    );
    expect(await pool.rake(`servers:sync[${path},,true]`)).toEqual(printed);
    expect(await pool.store.servers.list()).toHaveLength(3);
    expect(await pool.rake(`servers:sync[${path}]`)).toEqual(printed);
    expect(await pool.rake(`servers:sync[${path}]`)).toEqual(ok());

    expect(await pool.rake('servers:yaml')).toEqual(
      ok(
        ...['---', 'servers:'],
        ...['  changed:', '    url: http://changed:8080/api', '    secret: x'],
        ...['    load_multiplier: 4.0', "    tag: ''", '    enabled: true'],
        ...['  closed:', '    url: https://closed/bigbluebutton/api', '    secret: secret-of-closed'],
        ...['    load_multiplier: 1.0', "    tag: ''", '    enabled: false'],
        ...['  new.example.com:', '    url: https://new.example.com/bigbluebutton/api', "    secret: '1e5'"],
        ...['    load_multiplier: 1.0', "    tag: ''", '    enabled: true'],
        ...['  waiting:', '    url: https://waiting/bigbluebutton/api', "    secret: '007'"],
        ...['    load_multiplier: 2.5', "    tag: 'yes'", '    enabled: false'],
      ),
    );
    const verbose = await pool.rake('servers:yaml[true]');
    expect(verbose.stdout).toContain(
      lines('    state: disabled', '    load: -1.0', "    bbb_version: ''", '    online: false'),
    );
    expect(await pool.answer(verbose.stdout, 'servers:sync[-,force]')).toEqual(ok());
  });

  it('drains, keeps or clears servers with meetings that the file does not name', async () => {
    const pool = await openPool(kind);
    await addServer(pool.store, { id: 'full', ...dead });
    await placeMeeting(pool.store, 'm1');
    await addServer(pool.store, { id: 'empty', ...dead });
    const sync = (...more: string[]) =>
      pool.answer('servers: {}', `servers:sync[${['-', ...more].join(',')}]`);

    expect(await sync('keep')).toEqual(ok('[empty] Server not removed', '[full] Server not removed'));
    const drained = ok('[empty] Server removed', '[full] Server not empty. Cordoned for removal');
    expect(await sync('cordon', 'yes')).toEqual(drained);
    expect(await sync()).toEqual(drained);
    expect(await pool.store.servers.list()).toMatchObject([{ id: 'full', state: 'cordoned' }]);
    expect(await sync('cordon')).toEqual(ok('[full] Server not empty. Cordoned for removal'));

    const forced = [
      '[full] Server not empty. Ending meetings now...',
      '[full] Try to end meeting id=m1',
      '[full] Server removed',
    ];
    expect(await sync('force', 'true')).toEqual(ok(...forced));
    expect(await pool.store.meetings.find(['m1'])).toHaveLength(1);
    const result = await sync('force', 'false');
    expect(result).toMatchObject({ code: 0, stdout: lines(...forced) });
    expect(result.stderr).toMatch(/^WARNING: Could not end meeting id=m1: [^\n]+\n$/);
    expect(await pool.store.meetings.find(['m1'])).toEqual([]);
    expect(await pool.rake('servers:yaml')).toEqual(ok('---', 'servers: {}'));
  });
});

describe('servers:sync', () => {
  it.each([
    ['', 'Invalid YAML document'],
    ['text', 'Invalid YAML document'],
    ['- a', 'Invalid YAML document'],
    ['other: {}', 'Servers parameter not a hash'],
    ['servers:', 'Servers parameter not a hash'],
    ['servers: [a]', 'Servers parameter not a hash'],
    ['servers: {a: {secret: s}, b c: {secret: s}}', 'Server id=b c contains invalid characters'],
    ['servers: {a: {url: "https://a"}}', 'Server id=a has no secret'],
    ['servers: {a: {secret: s, colour: x}}', 'Server id=a has bad parameters: ["colour"]'],
    ['servers: {a: {secret: s, load_multiplier: -1}}', 'Server id=a has invalid load_multiplier=-1'],
    ['servers: {a: {secret: s, url: notaurl}}', 'Server id=a has invalid url=notaurl'],
  ])('refuses %j and changes nothing', async (text, message) => {
    const { answer, store } = await openPool('SQLite');
    await addServer(store, { id: 'kept' });
    expect(await answer(text, 'servers:sync[-,force]')).toEqual({
      code: 1,
      stdout: '',
      stderr: `ERROR: ${message}\n`,
    });
    expect((await store.servers.list()).map(({ id }) => id)).toEqual(['kept']);
  });

  it.each([
    ['servers:sync', "Missing 'path' parameter"],
    ['servers:sync[/no/such/file]', 'No such file or directory - /no/such/file'],
    ['servers:sync[-,often]', "Unknown sync mode 'often' (choose: keep cordon force)"],
  ])('%s says what is wrong', async (task, message) => {
    const { answer } = await openPool('SQLite');
    expect(await answer('servers: {}', task)).toEqual({ code: 1, stdout: '', stderr: `ERROR: ${message}\n` });
  });

  it('tells where the YAML is broken, but not what stands there', async () => {
    const { answer } = await openPool('SQLite');
    const { code, stderr } = await answer('servers:\n  a: {secret: hush\n', 'servers:sync[-]');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ERROR: Invalid YAML document \(line \d+, column \d+\)\n$/);
  });
});

describe('servers:addAll', () => {
  it('adds each server of the list', async () => {
    const pool = await openPool('SQLite', { SERVER_ID_IS_HOSTNAME: 'true' });
    const path = await file(
      pool,
      lines(
        ...['servers:', '- url: https://bbb1.example.com/bigbluebutton/api', '  secret: 1e5'],
        ...['- url: "bbb2.example.com"', '  secret: two', '  load_multiplier: 2', '  tag: x'],
      ),
    );
    expect(await pool.rake(`servers:addAll[${path}]`)).toEqual(
      ok(
        ...['server: https://bbb1.example.com/bigbluebutton/api', 'id: bbb1.example.com'],
        ...['server: bbb2.example.com', 'id: bbb2.example.com'],
      ),
    );
    expect(await pool.store.servers.list()).toMatchObject([
      { id: 'bbb1.example.com', secret: '1e5', loadMultiplier: 1, tag: undefined, state: 'disabled' },
      { url: 'https://bbb2.example.com/bigbluebutton/api', secret: 'two', loadMultiplier: 2, tag: 'x' },
    ]);
  });

  it('refuses a file that is missing or wrong, and adds nothing', async () => {
    const pool = await openPool('SQLite');
    const failing = async (path: string, stderr: string) =>
      expect(await pool.rake(`servers:addAll[${path}]`)).toEqual({ code: 1, stdout: '', stderr });
    await failing('/no/such/file', 'No such file or directory - /no/such/file\n');
    const good = '- {url: "https://a/api", secret: s}';
    const incomplete = await file(pool, lines('servers:', good, '- {url: "https://b/api"}'));
    await failing(incomplete, 'Error: Please input at least a URL and a secret!\n');
    const strange = await file(pool, lines('servers:', good, '- {url: "ftp://b/api", secret: s}'));
    await failing(strange, 'Error: Server URL must start with http:// or https://\n');
    await failing(await file(pool, 'servers: {}\n'), 'ERROR: Servers parameter not a list\n');
    expect(await pool.store.servers.list()).toEqual([]);
  });
});
