import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lines } from '../../test/e2e/installation.ts';
import { freshNamespace } from '../../test/helpers/index.ts';
import { openCli } from './testing.ts';

async function openRedis() {
  const { url, namespace, clear } = freshNamespace();
  const redis = new Redis(url);
  onTestFinished(async () => {
    await redis.quit();
    await clear();
  });
  const { run } = await openCli({ REDIS_URL: url, REDIS_NAMESPACE: namespace });
  const server = { url: 'https://bbb1/api', secret: 'hush', state: 'enabled', online: 'true' };
  await redis.sadd(`${namespace}:servers`, 'bbb1', 'ghost');
  await redis.sadd(`${namespace}:server_enabled`, 'bbb1');
  await redis.hset(`${namespace}:server:bbb1`, server);
  return { run, redis, namespace };
}

describe('scalelite migrate --check', () => {
  it('reports what was found, and what was left behind', async () => {
    const { run } = await openRedis();
    expect(await run('migrate', '--check')).toEqual({
      code: 0,
      stdout: lines(
        'Redis',
        ...['  servers           1', '  servers, enabled  1', '  servers, online   1'],
        ...['  tenants           0', '  tenant settings   0', '  meetings          0'],
        ...['  dial-in numbers   0', '  one-time tokens   0'],
        '  Left behind by what is gone, and passed over:',
        '    1 × ids of servers without a record (ghost)',
        '',
        'Everything is understood; nothing was changed.',
      ),
      stderr: '',
    });
  });

  it('fails when something is not understood, and names it', async () => {
    const { run, redis, namespace } = await openRedis();
    await redis.hset(`${namespace}:server:bbb1`, { colour: 'blue' });
    await redis.set(`${namespace}:other`, '1');
    const { code, stdout, stderr } = await run('migrate', '--check');
    expect([code, stderr]).toEqual([
      1,
      '2 kinds of things are not understood: see to it before this program works on the data.\n',
    ]);
    expect(stdout).toMatch(/ {2}NOT UNDERSTOOD:\n(.*\n)? {4}1 × the field colour of a server \(bbb1\)\n/);
    expect(stdout).not.toContain('hush');
    const json = JSON.parse((await run('migrate', '--check', '--json')).stdout);
    expect(json).toMatchObject({ understood: false, stores: [{ store: 'Redis' }] });
    expect(await redis.exists(`${namespace}:__health_check_set__`)).toBe(0);
  });

  it('has nothing to look at on a machine by itself', async () => {
    const { run } = await openCli();
    const { code, stderr } = await run('migrate', '--check');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^There is nothing to check: set REDIS_URL and DATABASE_URL/);
  });
});
