import { describe, expect, it } from 'vitest';
import { openCli } from './testing.ts';

const PASSWORD = 'correct horse battery';

describe('scalelite users', () => {
  it('reads a password from stdin, and never shows it', async () => {
    const { run, feed } = await openCli();
    const added = await feed(`${PASSWORD}\n`, 'users', 'add', 'ann', '--scope', 'operate');
    expect(added).toEqual({ code: 0, stdout: 'ann added\n', stderr: '' });
    const { stdout } = await run('users', 'list');
    expect(stdout).toMatch(/^NAME .*\nann +operate +never/);
    expect(await feed(PASSWORD, 'users', 'add', 'ann')).toMatchObject({ code: 1, stdout: '' });
    expect((await run('audit')).stdout).toMatch(/user\.add +ann/);
    expect((await run('audit', '--json')).stdout).not.toContain(PASSWORD);
  });

  it('has it typed twice at a terminal, and shows nothing of it', async () => {
    const { type } = await openCli();
    const added = await type(80, `${PASSWORD}\r${PASSWORD}\r`, 'users', 'add', 'ann');
    expect(added).toMatchObject({ code: 0, stdout: 'ann added\n' });
    expect(added.stderr).not.toContain(PASSWORD);
    expect(await type(80, `${PASSWORD}\rsomething else\r`, 'users', 'add', 'bob')).toMatchObject({ code: 2 });
  });

  it('sets another password, and removes', async () => {
    const { run, feed } = await openCli();
    await feed(PASSWORD, 'users', 'add', 'ann');
    expect(await feed('another password', 'users', 'passwd', 'ann')).toMatchObject({ code: 0 });
    expect(await feed('another password', 'users', 'passwd', 'bob')).toMatchObject({ code: 3 });
    expect(await feed('short', 'users', 'passwd', 'ann')).toMatchObject({ code: 2 });
    expect(await run('users', 'remove', 'ann')).toMatchObject({ code: 4 });
    expect(await run('users', 'remove', 'ann', '--yes')).toMatchObject({ code: 0, stdout: 'ann removed\n' });
    expect(await run('users', 'remove', 'ann', '--yes')).toMatchObject({ code: 3 });
  });
});
