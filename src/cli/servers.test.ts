import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addServer, lines, ok, placeMeeting, takeAway } from '../../test/e2e/installation.ts';
import { openCli } from './testing.ts';

const DEAD = 'http://127.0.0.1:1/api';

describe('scalelite servers', () => {
  it('shows one, its secret only when asked', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', load: 2.5, tag: 'x', bbbVersion: '3.0.19', secret: 'hush' });
    const shown = await run('servers', 'show', 'bbb1');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^ID +bbb1\nURL +https:\/\/bbb1\/bigbluebutton\/api\nState +enabled\n/);
    expect(shown.stdout).not.toContain('hush');
    expect((await run('servers', 'show', 'bbb1', '--show-secrets')).stdout).toMatch(/^Secret +hush$/m);
    expect(JSON.parse((await run('servers', 'show', 'bbb1', '--json')).stdout)).not.toHaveProperty('secret');
    expect(await run('servers', 'show', 'nobody')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'There is no server with the id "nobody"\n',
    });
  });

  it('limits what one takes, and makes it a spare', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1' });
    const limits = ['--max-meetings', '80', '--max-users', '400', '--spare'];
    expect(await run('servers', 'update', 'bbb1', ...limits)).toEqual(ok('bbb1 updated'));
    expect((await run('servers', 'show', 'bbb1')).stdout).toMatch(
      /^Max. meetings +80\nMax. users +400\nSpare +yes$/m,
    );
    expect(await run('servers', 'update', 'bbb1', '--max-users', 'none', '--no-spare')).toEqual(
      ok('bbb1 updated'),
    );
    expect((await store.servers.find('bbb1'))?.capacity).toMatchObject({
      ...{ maxMeetings: 80, maxUsers: undefined, spare: false },
    });
    expect((await run('servers', 'update', 'bbb1', '--max-users', 'few')).code).toBe(2);
  });

  it('lists them in a table that fits the terminal', async () => {
    const { run, type, store } = await openCli();
    await addServer(store, { id: 'bbb1.example.com', load: 2, bbbVersion: '3.0.19' });
    const whole =
      'ID                URL                                         STATE    HEALTH  LOAD  MULTIPLIER  VERSION  TAG';
    expect((await run('servers', 'list')).stdout.split('\n')[0]).toBe(whole);
    expect((await type(80, '', 'servers', 'list')).stdout).toBe(
      lines('ID                STATE    HEALTH  LOAD  TAG', 'bbb1.example.com  enabled  online  2.0'),
    );
  });

  it('tells of one that went offline until when its meetings wait for it', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 2 });
    await placeMeeting(store, 'm1');
    await takeAway(store, 'bbb1', Date.parse('2026-11-22T10:05:00Z'));
    expect((await run('servers', 'list')).stdout).toContain(' awaited ');
    expect((await run('status')).stdout).toContain(' awaited ');
    expect((await run('servers', 'show', 'bbb1')).stdout).toMatch(
      /^Health +awaited\nWaited for +until 2026-11-22T10:05:00.000Z$/m,
    );
    expect((await run('meetings', 'info', 'm1')).stdout).toContain(
      '; its server is waited for until 2026-11-22T10:05:00.000Z',
    );
    await store.servers.setState('bbb1', 'disabled');
    expect((await run('servers', 'list')).stdout).toContain(' offline ');
  });

  it('panics: ends all meetings and disables, when confirmed', async () => {
    const { run, type, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    await placeMeeting(store, 'm1');
    const question = 'This ends 1 meeting and disables 1 server.';
    expect(await run('servers', 'panic', 'bbb1')).toEqual({
      code: 4,
      stdout: '',
      stderr: `${question} Confirm with --yes.\n`,
    });
    const refused = await type(80, 'no\n', 'servers', 'panic', 'bbb1');
    expect(refused).toMatchObject({
      code: 4,
      stderr: `${question} Type yes to go on:\nNothing was changed.\n`,
    });
    expect(await store.servers.find('bbb1')).toMatchObject({ state: 'enabled' });

    const done = await run('servers', 'panic', 'bbb1', '--yes');
    expect(done).toMatchObject({ code: 0, stdout: 'bbb1 cleared and disabled\n' });
    expect(done.stderr).toMatch(
      /^WARNING: Could not end meeting id=m1: [^\n]+\nWhat could not be ended is ended once its server answers.\n$/,
    );
    expect(await store.servers.find('bbb1')).toMatchObject({ state: 'disabled' });
    expect(await store.meetings.find(['m1'])).toEqual([]);
  });

  it('says what may run on where one is removed that is away', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    await placeMeeting(store, 'm1');
    await takeAway(store, 'bbb1');
    expect((await run('servers', 'remove', 'bbb1')).stderr).toBe(
      'This removes 1 server and ends 1 meeting. What still runs on bbb1 (offline) is not ended. Confirm with --yes.\n',
    );
    const disabled = await run('servers', 'disable', 'bbb1', '-y');
    expect(disabled.stderr).toMatch(/\nWhat could not be ended is ended once its server answers.\n$/);
    const removed = await run('servers', 'remove', 'bbb1', '-y');
    expect(removed).toMatchObject({ code: 0, stdout: 'bbb1 removed\n' });
    expect(removed.stderr).toMatch(
      /^WARNING: Could not end meeting id=m1: .+\nWhat could not be ended may run on: its server is not looked at/,
    );
  });

  it('panics without a word to the server, and without disabling it', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    await placeMeeting(store, 'm1');
    const flags = ['--keep-state', '--skip-end-calls', '-y'];
    expect(await run('servers', 'panic', 'bbb1', ...flags)).toEqual(ok('bbb1 cleared'));
    expect(await store.servers.find('bbb1')).toMatchObject({ state: 'enabled' });
  });

  it('makes the pool what a file says, and asks before servers are removed', async () => {
    const { run, store, directory } = await openCli();
    await addServer(store, { id: 'kept', tag: 'old' });
    await addServer(store, { id: 'unwanted' });
    const file = join(directory, 'servers.yml');
    await writeFile(file, 'servers:\n  kept: {secret: 007, tag: new}\n  added: {secret: 1e5, enabled: no}\n');
    const told = ['kept changed secret=***** tag=new', 'added added', 'unwanted removed'];
    expect(await run('servers', 'sync', file, '--dry-run')).toEqual(ok(...told, '', 'Nothing was changed.'));
    expect(await run('servers', 'sync', file)).toEqual({
      code: 4,
      stdout: '',
      stderr: 'This removes 1 server. Confirm with --yes.\n',
    });
    expect(await store.servers.list()).toHaveLength(2);
    expect(await run('servers', 'sync', file, '--yes')).toEqual(ok(...told));
    expect(await store.servers.list()).toMatchObject([
      { id: 'added', secret: '1e5', state: 'disabled' },
      { id: 'kept', secret: '007', tag: 'new', state: 'enabled' },
    ]);
    const exported = await run('servers', 'export');
    await writeFile(file, exported.stdout);
    expect(exported.stdout).toContain("    secret: '007'\n");
    expect(await run('servers', 'sync', file)).toEqual(ok('Nothing to do: the pool is what the file says.'));
  });

  it.each([
    ['text', 'ERROR: Invalid YAML document'],
    ['servers: []', 'ERROR: Servers parameter not a hash'],
    ['servers: {a: {secret: [s]}}', 'ERROR: Server id=a has bad parameters: ["secret"]'],
    ['servers: {a: {}}', 'Server id=a has no secret'],
    ['servers: {a: {secret: s, colour: x}}', 'Server id=a has bad parameters: ["colour"]'],
    ['servers: {a: {secret: s, load_multiplier: 0}}', 'Server id=a has invalid load_multiplier=0'],
  ])('refuses the file %j and changes nothing', async (text, message) => {
    const { run, store, directory } = await openCli();
    await addServer(store, { id: 'kept' });
    const file = join(directory, 'servers.yml');
    await writeFile(file, text);
    expect(await run('servers', 'sync', file, '--mode', 'force', '--yes')).toEqual({
      code: 1,
      stdout: '',
      stderr: `${message}\n`,
    });
    expect(await store.servers.list()).toHaveLength(1);
  });

  it('takes a secret in one way, and wants one', async () => {
    const { run } = await openCli();
    const url = 'https://bbb1.example.com/bigbluebutton/api';
    const missing = 'A server needs a secret (--secret or --secret-file)\n';
    expect(await run('servers', 'add', url)).toEqual({ code: 2, stdout: '', stderr: missing });
    const both = await run('servers', 'add', url, '--secret', 's', '--secret-file', '-');
    expect(both).toEqual({ code: 2, stdout: '', stderr: 'Give either --secret or --secret-file.\n' });
  });
});
