import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCli } from './cli/testing.ts';
import { terminalActor } from './operator.ts';

describe('the operator of a terminal', () => {
  it('is the user, and with sudo the one who called it', () => {
    const { name } = terminalActor('cli', {});
    expect(name).not.toBe('');
    expect(terminalActor('rake', { SUDO_USER: 'alice' })).toEqual({
      via: 'rake',
      name: `alice (as ${name})`,
      from: undefined,
    });
  });

  it('is told what could not be written to the audit log, and that alone', async () => {
    const { run, directory, store } = await openCli({ SERVER_ID_IS_HOSTNAME: 'true' });
    await mkdir(join(directory, 'records.db'));
    const added = await run('servers', 'add', 'https://bbb1.example.com/api', '--secret', 's3cret');
    expect(added).toMatchObject({
      code: 0,
      stdout: 'bbb1.example.com added\n',
      stderr: expect.stringMatching(
        /^WARNING: server\.add bbb1\.example\.com is not in the audit log: .+\n$/,
      ),
    });
    expect((await store.servers.list()).map(({ id }) => id)).toEqual(['bbb1.example.com']);
  });
});
