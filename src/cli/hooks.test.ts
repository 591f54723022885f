import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config.ts';
import { openDatabaseStore } from '../store/index.ts';
import { openCli } from './testing.ts';

it('scalelite hooks tells which front-ends hear of meetings and which servers are silent, and removes them', async () => {
  const { run, directory } = await openCli();
  expect(await run('hooks', 'list')).toMatchObject({
    code: 0,
    stdout: '0 hooks; 0 servers tell their events\n',
  });
  const database = await openDatabaseStore(loadConfig({ DATA_DIR: directory }));
  if (database === undefined) throw new Error('there is no database');
  onTestFinished(() => database.close());
  const wish = {
    tenantId: undefined,
    meetingId: 'room',
    events: ['user-joined'],
    kind: 'mapped',
    signer: '',
  } as const;
  const { hook } = await database.hooks.add({
    ...wish,
    callbackUrl: 'https://lms:s3cret@lms.example.com/hook?key=s3cret',
  });
  await database.hooks.failing(hook.id, true);
  await database.hooks.register({ serverId: 'bbb1', kind: 'mapped', trouble: 'it has no bbb-webhooks' });

  const { stdout } = await run('hooks', 'list');
  expect(stdout).toMatch(/^ID .*\n1 +https:\/\/lms\.example\.com\/hook +room +user-joined +mapped +20\d\d-/);
  for (const kind of ['mapped', 'raw'] as const)
    await database.hooks.register({ serverId: 'bbb2', kind, trouble: undefined });
  expect((await run('hooks', 'list')).stdout).toContain('1 hook; 1 server tells its events\n');
  expect(stdout).toMatch(/1 hook; 0 servers tell their events\nbbb1 does not: it has no bbb-webhooks\n$/);
  expect(stdout).not.toContain('s3cret');
  expect((await run('hooks', 'show', hook.id)).stdout).toMatch(/meeting_id +room\n/);
  expect(JSON.parse((await run('hooks', 'list', '--json')).stdout)).toMatchObject({
    hooks: [{ id: hook.id }],
  });
  expect(JSON.parse((await run('hooks', 'show', hook.id, '--json')).stdout)).toMatchObject({ id: hook.id });
  expect(await run('hooks', 'remove', hook.id)).toMatchObject({ code: 4 });
  expect(await run('hooks', 'remove', hook.id, '--yes')).toMatchObject({
    code: 0,
    stdout: `${hook.id} removed\n`,
  });
  expect(await run('hooks', 'remove', hook.id, '--yes', '--json')).toMatchObject({ code: 3 });
  expect(await run('hooks', 'show', hook.id)).toMatchObject({ code: 3 });
});
