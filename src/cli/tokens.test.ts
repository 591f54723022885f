import { describe, expect, it } from 'vitest';
import { openCli } from './testing.ts';

describe('scalelite tokens', () => {
  it('prints a token once, alone on stdout, and lists everything else', async () => {
    const { run } = await openCli();
    const made = await run('tokens', 'create', '--name', 'ci', '--scope', 'operate', '--expires', 'never');
    expect(made).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^slt_[A-Za-z0-9_-]{43}\n$/),
      stderr: expect.stringContaining('It does not expire. It is not shown again'),
    });
    const { stdout } = await run('tokens', 'list');
    expect(stdout).toMatch(/^NAME .*\nci +operate +never +never +/);
    expect(stdout).not.toContain(made.stdout.trim());
  });

  it('asks before it locks somebody out', async () => {
    const { run, type } = await openCli();
    await run('tokens', 'create', '--name', 'ci');
    expect(await run('tokens', 'revoke', 'ci')).toMatchObject({ code: 4 });
    expect(await type(80, 'no\n', 'tokens', 'revoke', 'ci')).toMatchObject({ code: 4 });
    expect(await type(80, 'yes\n', 'tokens', 'revoke', 'ci')).toMatchObject({ code: 0 });
    expect(await run('tokens', 'revoke', 'ci', '--yes')).toMatchObject({ code: 3 });
  });

  it.each([
    [['tokens', 'create'], 2],
    [['tokens', 'create', '--name', 'a', '--scope', 'root'], 2],
    [['tokens', 'create', '--name', 'a', '--expires', 'soon'], 2],
  ])('does not take %j', async (args, code) => {
    const { run } = await openCli();
    expect(await run(...args)).toMatchObject({ code, stdout: '' });
  });
});

describe('scalelite audit', () => {
  it('tells what was done, as a table or as JSON', async () => {
    const { run } = await openCli({ SERVER_ID_IS_HOSTNAME: 'true' });
    await run('servers', 'add', 'https://bbb1.example.com/api', '--secret', 's3cret');
    await run('servers', 'enable', 'bbb1.example.com');
    const { stdout } = await run('audit');
    const [, latest = '', first = ''] = stdout.split('\n');
    expect(latest).toMatch(/server\.enable bbb1\.example\.com +state: disabled → enabled$/);
    expect(first).toMatch(
      /server\.add bbb1\.example\.com +url: https:.*, secret: \*{5}, load_multiplier: 1, tag: none$/,
    );
    expect(JSON.parse((await run('audit', '--json', '--limit', '1')).stdout)).toMatchObject([
      { action: 'server.enable' },
    ]);
    expect((await run('audit', '--action', 'server.add', '--json')).stdout).not.toContain('server.enable');
    expect(JSON.parse((await run('audit', '--until', '1h', '--json')).stdout)).toEqual([]);
  });

  it.each([
    [['--limit', '0'], 2],
    [['--since', 'soon'], 2],
  ])('does not take %j', async (args, code) => {
    const { run } = await openCli();
    expect(await run('audit', ...args)).toMatchObject({ code });
  });
});
