import { describe, expect, it } from 'vitest';
import { addServer, lines, ok, openPool, placeMeeting, storeKinds, takeAway } from './installation.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const API = 'https://bbb1.example.com/bigbluebutton/api';

describe.each(storeKinds)('the servers of a pool on %s', (kind) => {
  it('are added, changed and removed', async () => {
    const pool = await openPool(kind);
    expect(await pool.rake('servers')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No servers are configured\n',
    });

    const added = await pool.rake(`servers:add[${API}, s\\,1 ,2,red]`);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const id = new RegExp(`^OK\nid: (${UUID})\n$`).exec(added.stdout)?.[1] ?? 'none';
    const listed = (secret: string, multiplier: string, tag: string, state = 'disabled') => [
      ...[`id: ${id}`, `\turl: ${API}`, `\tsecret: ${secret}`, `\t${state}`, '\tload: unavailable'],
      ...[`\tload multiplier: ${multiplier}`, '\tbbb version: ', `\ttag: ${tag}`, '\toffline'],
    ];
    expect(await pool.rake('servers')).toEqual(ok(...listed('s,1', '2.0', 'red')));

    const updated = await pool.rake(`servers:update[${id},,0.25,]`, 'servers');
    expect(updated).toEqual(ok(`Updating server ${id}...`, 'OK', ...listed('s,1', '0.25', '')));
    const retagged = await pool.rake(`servers:tag[${id},blue]`, `servers:loadMultiplier[${id},3]`, 'servers');
    expect(retagged).toEqual(ok('OK', 'OK', ...listed('s,1', '3.0', 'blue')));
    const untagged = await pool.rake(`servers:tag[${id},]`, `servers:update[${id},1e5]`, 'servers');
    expect(untagged).toEqual(ok('OK', `Updating server ${id}...`, 'OK', ...listed('1e5', '3.0', '')));

    const states = await pool.rake(`servers:enable[${id}]`, `servers:cordon[${id}]`, 'servers');
    const said = [`Enabling server ${id}...`, 'OK', `Cordoning server ${id}...`, 'OK'];
    expect(states).toEqual(ok(...said, ...listed('1e5', '3.0', '', 'cordoned')));

    expect(await pool.rake(`servers:remove[${id}]`)).toEqual(ok(`Removing server ${id}...`, 'OK'));
    expect(await pool.store.servers.list()).toEqual([]);
  });

  it('are shown with what the last poll saw', async () => {
    const { rake, store } = await openPool(kind);
    const figures = { meetings: 12, users: 25, largestMeeting: 7, videos: 15 };
    await addServer(store, { id: 'b.example.com', load: 2.5, tag: 'x', bbbVersion: '3.0.19', figures });
    await addServer(store, { id: 'a', url: 'http://A.example.com:8090/api', state: 'cordoned', load: 21 });
    expect(await rake('servers')).toEqual(
      ok(
        ...['id: a', '\turl: http://A.example.com:8090/api', '\tsecret: secret-of-a', '\tcordoned'],
        ...['\tload: 21.0', '\tload multiplier: 1.0', '\tbbb version: ', '\ttag: ', '\tonline'],
        ...['id: b.example.com', '\turl: https://b.example.com/bigbluebutton/api'],
        ...['\tsecret: secret-of-b.example.com', '\tenabled', '\tload: 2.5', '\tload multiplier: 1.0'],
        ...['\tbbb version: 3.0.19', '\ttag: x', '\tonline'],
      ),
    );
    expect(await rake('status')).toEqual(
      ok(
        '',
        'HOSTNAME       STATE     STATUS  MEETINGS  USERS  LARGEST MEETING  VIDEOS  LOAD  BBB VERSION  TAG',
        'a.example.com  cordoned  online  0         0      0                0       21.0',
        'b.example.com  enabled   online  12        25     7                15      2.5   3.0.19       x',
      ),
    );
  });

  it('with load are disabled only by a yes', async () => {
    const { rake, answer, store } = await openPool(kind);
    await addServer(store, { id: 'bbb1', url: 'http://127.0.0.1:1/api', load: 0 });
    expect(await rake('servers:disable[bbb1]')).toEqual(ok('Disabling server bbb1...', 'OK'));
    await store.servers.remove('bbb1');

    await addServer(store, { id: 'bbb1', url: 'http://127.0.0.1:1/api', load: 0 });
    for (const meeting of ['m2', 'm1']) await placeMeeting(store, meeting);
    const question = [
      'Disabling server bbb1...',
      'WARNING: You are trying to disable a server with active load. You should use the cordon option if',
      '          you do not want to clear all the meetings',
      'If you still wish to continue please enter `yes`',
    ];
    for (const no of ['', 'no\n', 'y\n']) {
      expect(await answer(no, 'servers:disable[bbb1]')).toEqual(ok(...question, 'OK'));
    }
    expect(await store.servers.find('bbb1')).toMatchObject({ state: 'enabled', load: 2 });

    const yes = await answer('YES\n', 'servers:disable[bbb1]');
    const cleared = ['Clearing Meeting id=m1', 'Clearing Meeting id=m2', 'OK'];
    expect(yes).toMatchObject({ code: 0, stdout: lines(...question, ...cleared) });
    const warnings = yes.stderr.trimEnd().split('\n').sort();
    expect(warnings).toHaveLength(2);
    for (const [index, line] of warnings.entries()) {
      expect(line).toMatch(new RegExp(`^WARNING: Could not end meeting id=m${index + 1}: \\S`));
    }
    expect(await store.servers.find('bbb1')).toMatchObject({ state: 'disabled', load: undefined });
    expect(await store.meetings.find(['m1', 'm2'])).toEqual([]);
  });

  it('that are away are cleared without a question, and what may run on is told when they are removed', async () => {
    const { store, rake } = await openPool(kind);
    await addServer(store, { id: 'bbb1', url: 'http://127.0.0.1:1/api', load: 0 });
    await placeMeeting(store, 'm1');
    await takeAway(store, 'bbb1');
    expect(await rake('servers:disable[bbb1]', 'servers:remove[bbb1]')).toEqual({
      code: 0,
      stdout: lines(
        ...['Disabling server bbb1...', 'Clearing Meeting id=m1', 'OK', 'Removing server bbb1...', 'OK'],
      ),
      stderr: expect.stringMatching(
        /^WARNING: Could not end meeting id=m1: .+\nWARNING: Not ended, and may run on there: m1\n$/,
      ),
    });
    expect(await store.servers.list()).toEqual([]);
  });

  it('that are unknown end a task', async () => {
    const { rake } = await openPool(kind);
    const failing = async (task: string, ...stdout: string[]) => {
      const stderr = 'ERROR: No server found with id: nobody\n';
      expect(await rake(task)).toEqual({ code: 1, stdout: lines(...stdout), stderr });
    };
    await failing('servers:update[nobody,s]', 'Updating server nobody...');
    await failing('servers:remove[nobody]', 'Removing server nobody...');
    await failing('servers:enable[nobody]', 'Enabling server nobody...');
    await failing('servers:cordon[nobody]', 'Cordoning server nobody...');
    await failing('servers:disable[nobody]', 'Disabling server nobody...');
    await failing('servers:panic[nobody]', 'Panicking server nobody...');
    await failing('servers:loadMultiplier[nobody,2]');
    await failing('servers:tag[nobody,x]');
  });
});

describe('adding a server', () => {
  it('names it after its host where that is configured', async () => {
    const pool = await openPool('SQLite', { SERVER_ID_IS_HOSTNAME: 'true' });
    const add = (url: string) => pool.rake(`servers:add[${url},s]`);
    expect(await add('https://BBB1.Example.com:8443/api')).toEqual(ok('OK', 'id: bbb1.example.com'));
    const stderr = "Server already exists with id 'bbb1.example.com'\n";
    expect(await add(API)).toEqual({ code: 1, stdout: '', stderr });
  });

  it.each([
    ['servers:add', 'Error: Please input at least a URL and a secret!'],
    [`servers:add[${API}]`, 'Error: Please input at least a URL and a secret!'],
    ['servers:add[,secret]', 'Error: Please input at least a URL and a secret!'],
    ['servers:add[notaurl,secret]', 'Error: Server URL must start with http:// or https://'],
    ['servers:add[ftp://host/api,secret]', 'Error: Server URL must start with http:// or https://'],
  ])('fails for %s', async (task, message) => {
    const { rake, store } = await openPool('SQLite');
    expect(await rake(task)).toEqual({ code: 1, stdout: '', stderr: `${message}\n` });
    expect(await store.servers.list()).toEqual([]);
  });

  it('makes 1 of a load multiplier that is unreadable or 0, and says so', async () => {
    const { rake, store } = await openPool('SQLite');
    const warning = 'WARNING! Load-multiplier was not readable or 0, so it is now 1';
    await addServer(store, { id: 'bbb1', loadMultiplier: 4 });
    expect((await rake(`servers:add[${API},s,abc]`)).stdout).toMatch(
      new RegExp(`^${warning}\nOK\nid: .*\n$`),
    );
    expect(await rake('servers:loadMultiplier[bbb1,0]')).toEqual(ok(warning, 'OK'));
    expect(await store.servers.find('bbb1')).toMatchObject({ loadMultiplier: 1 });
    expect(await rake('servers:update[bbb1,,x]')).toEqual(ok('Updating server bbb1...', warning, 'OK'));
  });
});
