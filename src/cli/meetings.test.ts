import { describe, expect, it, onTestFinished } from 'vitest';
import { addServer, ok, placeMeeting } from '../../test/e2e/installation.ts';
import { createBbbClient } from '../bbb/client.ts';
import { innerId } from '../cluster/isolated-id.ts';
import { startFleet } from '../simulator/fleet.ts';
import { openCli } from './testing.ts';

const DEAD = 'http://127.0.0.1:1/api';

describe('scalelite meetings', () => {
  it('lists those on record, all of them or some', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    for (const id of ['maths', 'music', 'art']) await placeMeeting(store, id);
    const listed = async (...args: string[]) => {
      const { stdout } = await run('meetings', 'list', ...args);
      return stdout
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(/ +/).slice(0, 2).join(' '));
    };
    expect(await listed()).toEqual(['art bbb1', 'maths bbb1', 'music bbb1']);
    expect(await listed('M')).toEqual(['maths bbb1', 'music bbb1']);
    expect(await listed('--server', 'bbb2')).toEqual([]);
    const json = JSON.parse((await run('meetings', 'list', 'art', '--json')).stdout);
    expect(json).toMatchObject([{ id: 'art', server: 'bbb1', tenant: null }]);
  });

  it('tells names and users as the last polls did, and finds by name', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    for (const id of ['room-1', 'room-2']) await placeMeeting(store, id);
    await store.rosters.record('bbb1', new Map([['room-2', { name: 'Algebra', users: 12 }]]));
    const { stdout } = await run('meetings', 'list');
    expect(stdout).toMatch(/^ID +SERVER +USERS +NAME .*\nroom-1 +bbb1 +– .*\nroom-2 +bbb1 +12 +Algebra /);
    const [found, ...others] = JSON.parse((await run('meetings', 'list', 'ALGE', '--json')).stdout);
    expect([found, others]).toEqual([expect.objectContaining({ id: 'room-2', users: 12 }), []]);
    expect((await run('meetings', 'info', 'room-2')).stdout).toMatch(/^Name +Algebra\nPeople .* 12$/m);
    const { stderr } = await run('meetings', 'end', '--all');
    expect(stderr).toBe('This ends 2 meetings with 12 users. Confirm with --yes.\n');
  });

  it('tells what its tenant calls one that has another ID inside', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    const id = innerId('school', 'maths');
    const meeting = { id, serverId: 'bbb1', moderatorPw: 'p', voiceBridge: undefined, tenantId: 'school' };
    await store.meetings.settle(meeting, 'settled', 3600);
    expect((await run('meetings', 'list', 'maths')).stdout).toMatch(/ITS ID THERE\n.* maths\n$/);
    expect((await run('meetings', 'info', id)).stdout).toMatch(/^Its ID there +maths$/m);
    const [listed] = JSON.parse((await run('meetings', 'list', '--json')).stdout);
    expect(listed).toMatchObject({ id, tenant: 'school', tenant_meeting_id: 'maths' });
  });

  it('prints where one joins as a moderator, for those that can be joined', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    await placeMeeting(store, 'maths');
    const { code, stdout } = await run('meetings', 'join', 'maths', '--name', 'Ann');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/api\/join\?fullName=Ann&.*\n$/),
    ]);
    expect(await run('meetings', 'join', 'music')).toMatchObject({ code: 3, stdout: '' });
  });

  it('shows one, with what its server says of it', async () => {
    const { run, store } = await openCli();
    const fleet = await startFleet({ servers: 1 });
    onTestFinished(() => fleet.close());
    const [server] = fleet.servers;
    if (server === undefined) throw new Error('there is no simulated server');
    await addServer(store, { id: 'bbb1', url: server.url, secret: server.secret, load: 0 });
    await placeMeeting(store, 'maths');
    expect((await run('meetings', 'info', 'maths')).stdout).toMatch(
      /^ID +maths\nServer +bbb1\n(.*\n)*No answer +\S/,
    );
    const client = createBbbClient({ hash: 'SHA256', connectTimeoutMs: 1000, responseTimeoutMs: 5000 });
    onTestFinished(() => client.close());
    const params = [
      { name: 'meetingID', value: 'maths' },
      { name: 'name', value: 'Algebra' },
    ];
    await client.call({ ...server, online: true }, { call: 'create', params });
    expect((await run('meetings', 'info', 'maths')).stdout).toMatch(/^Name +Algebra$/m);
    expect(await run('meetings', 'info', 'nothing')).toMatchObject({ code: 3, stdout: '' });
  });

  it('ends those that are named, of a server, or all, when confirmed', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', url: DEAD, load: 0 });
    for (const id of ['a', 'b', 'c', 'd']) await placeMeeting(store, id);
    expect(await run('meetings', 'end', 'a', 'b')).toEqual({
      code: 4,
      stdout: '',
      stderr: 'This ends 2 meetings. Confirm with --yes.\n',
    });
    const unknown = await run('meetings', 'end', 'a', 'nothing', '--yes');
    expect(unknown).toMatchObject({ code: 3, stdout: '' });
    expect(await store.meetings.find(['a', 'b', 'c', 'd'])).toHaveLength(4);

    const some = await run('meetings', 'end', 'a', 'b', '--yes');
    expect(some).toMatchObject({ code: 0, stdout: '2 meetings ended.\n' });
    expect(some.stderr.split('\n').filter((line) => line.startsWith('WARNING: Could not end'))).toHaveLength(
      2,
    );
    expect(await run('meetings', 'end', '--server', 'bbb2', '-y')).toEqual(ok('0 meetings ended.'));
    expect(await run('meetings', 'end', '--all', '-y')).toMatchObject({
      code: 0,
      stdout: '2 meetings ended.\n',
    });
    expect(await store.meetings.find(['a', 'b', 'c', 'd'])).toEqual([]);
  });

  it.each([[[]], [['a', '--all']], [['--all', '--server', 'x']]])(
    'wants to know which to end: %j',
    async (args) => {
      const { run } = await openCli();
      const { code, stderr } = await run('meetings', 'end', ...args);
      expect(code).toBe(2);
      expect(stderr).toContain('Which meetings?');
    },
  );
});
