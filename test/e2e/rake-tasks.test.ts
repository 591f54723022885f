import { describe, expect, it } from 'vitest';
import { startRedis } from '../helpers/index.ts';
import { addServer, ok, openPool, storeKinds } from './installation.ts';

describe('bin/rake', () => {
  it('lists its tasks', async () => {
    const { rake } = await openPool('SQLite');
    const { code, stdout, stderr } = await rake('-T');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const tasks = stdout.trimEnd().split('\n');
    expect(tasks).toContainEqual(
      expect.stringMatching(/^rake servers:add\[url,secret,load_multiplier,tag\] +# \S/),
    );
    for (const task of tasks) expect(task).toMatch(/^rake [a-zA-Z_:]+(\[[a-z0-9_:,]+\])? +# \S/);
    expect(await rake()).toEqual({ code, stdout, stderr });
  });

  it('refuses an unknown task before it does anything', async () => {
    const { rake, store } = await openPool('SQLite');
    await addServer(store, { id: 'bbb1' });
    expect(await rake('servers:remove[bbb1]', 'nonsense')).toEqual({
      code: 1,
      stdout: '',
      stderr: "Unknown task 'nonsense'. bin/rake -T lists all tasks.\n",
    });
    expect(await store.servers.list()).toHaveLength(1);
  });

  it('says what is wrong when the shell has split the arguments at a blank', async () => {
    const { rake } = await openPool('SQLite');
    const { code, stderr } = await rake('servers:add[https://a/api,', 'secret]');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "Unknown task 'servers:add[https://a/api,' (no blanks between the arguments, or quote it all). bin/rake -T lists all tasks.\n",
    });
  });

  it('is alive without any store', async () => {
    const { rake } = await openPool('SQLite', { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(await rake('liveness')).toEqual(ok('success'));
  });

  it('stops at a bad setting, also one given among the tasks', async () => {
    const { rake } = await openPool('SQLite');
    const { code, stdout, stderr } = await rake('POLL_INTERVAL=often', 'servers');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^[^\n]*POLL_INTERVAL[^\n]*often[^\n]*\n$/);
  });

  it('says in one line that a store is down', async () => {
    const redis = await startRedis();
    const { rake } = await openPool('SQLite', { REDIS_URL: redis.url });
    await redis.dispose();
    for (const task of ['servers', 'status', 'poll:all', 'db:migrate']) {
      const { code, stdout, stderr } = await rake(task);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^ERROR: [^\n]*ECONNREFUSED[^\n]*\n$/);
    }
  });
});

describe.each(storeKinds)('the database tasks on %s', (kind) => {
  it('bring the store up to date and are harmless when it is', async () => {
    const { rake, store } = await openPool(kind);
    await addServer(store, { id: 'bbb1' });
    expect(await rake('db:setup', 'db:create', 'db:schema:load')).toEqual(ok());
    expect(await rake('db:migrate', 'RAILS_ENV=production')).toEqual(ok());
    expect(await store.servers.list()).toHaveLength(1);
  });

  it('status shows its header also without servers', async () => {
    const { rake } = await openPool(kind);
    const header =
      'HOSTNAME  STATE  STATUS  MEETINGS  USERS  LARGEST MEETING  VIDEOS  LOAD  BBB VERSION  TAG';
    expect(await rake('status')).toEqual(ok('', header));
  });
});
