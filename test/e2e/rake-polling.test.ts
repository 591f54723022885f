import { describe, expect, it, onTestFinished } from 'vitest';
import { type Fleet, startFleet } from '../../src/simulator/fleet.ts';
import { startProcess, tempDir } from '../helpers/index.ts';
import { addServer, lines, ok, openPool, type Pool, placeMeeting, storeKinds } from './installation.ts';

async function startServers(count: number): Promise<Fleet> {
  const fleet = await startFleet({ servers: count });
  onTestFinished(() => fleet.close());
  return fleet;
}

async function enlist({ store }: Pool, fleet: Fleet): Promise<void> {
  for (const { id, url, secret } of fleet.servers) await addServer(store, { id, url, secret });
}

describe.each(storeKinds)('polling by hand on %s', (kind) => {
  it('brings servers online with load and version, and takes them offline again', async () => {
    const pool = await openPool(kind);
    const fleet = await startServers(2);
    await enlist(pool, fleet);
    const [first, second] = fleet.servers;
    first?.createRoom({ meetingId: 'm1' }, [{ fullName: 'A', role: 'MODERATOR' }]);
    expect(await pool.rake('poll:all')).toEqual(ok());
    expect(await pool.rake('status')).toEqual(
      ok(
        '',
        'HOSTNAME   STATE    STATUS  MEETINGS  USERS  LARGEST MEETING  VIDEOS  LOAD  BBB VERSION  TAG',
        '127.0.0.1  enabled  online  1         1      1                0       15.0  3.0.19',
        '127.0.0.1  enabled  online  0         0      0                0       0.0   3.0.19',
      ),
    );
    await second?.fault('refuse');
    for (const online of [true, false]) {
      expect(await pool.rake('poll:servers')).toEqual(ok());
      expect(await pool.store.servers.find('sim-2')).toMatchObject({ online });
    }
    expect(await pool.rake('poll:meetings', 'poll:versions')).toEqual(ok());
  });

  it('forgets what has ended, and that is nobody’s doing', async () => {
    const pool = await openPool(kind, { MEETING_GRACE: '0' });
    const fleet = await startServers(1);
    await enlist(pool, fleet);
    expect(await pool.rake('poll:servers')).toEqual(ok());
    await placeMeeting(pool.store, 'over');
    expect(await pool.rake('poll:all')).toEqual(ok());
    expect(await pool.store.meetings.find(['over'])).toEqual([]);
    expect(JSON.parse((await pool.scalelite('audit', '--json')).stdout)).toEqual([]);
  });

  it('lists the meetings that run on servers', async () => {
    const pool = await openPool(kind);
    const fleet = await startServers(3);
    await enlist(pool, fleet);
    const [first, second, third] = fleet.servers;
    first?.createRoom({ meetingId: 'm1', name: 'Maths & more' });
    first?.createRoom({ meetingId: 'm2', name: 'Line\nbreak' });
    await third?.fault('refuse');
    const block = (server = first) => [
      '',
      `Server ID: ${server?.id}`,
      `Server Url: ${server?.url}`,
      'MeetingIDs: ',
    ];
    expect(await pool.rake('servers:meeting_list[sim-1]')).toEqual(
      ok(...block(), '\tMaths & more', '\tLine break'),
    );
    const all = await pool.rake('servers:meeting_list');
    const stdout = lines(...block(), '\tMaths & more', '\tLine break', ...block(second));
    expect(all).toMatchObject({ code: 0, stdout });
    expect(all.stderr).toMatch(/^\tNo meetings to display\nFailed to get server id=sim-3 status: [^\n]+\n$/);
    const unknown = { code: 1, stdout: '', stderr: "Couldn't find Server with id=nobody\n" };
    expect(await pool.rake('servers:meeting_list[sim-1:nobody]')).toEqual(unknown);
  });

  it('panics a server: its meetings are ended there and forgotten here', async () => {
    const pool = await openPool(kind);
    const fleet = await startServers(1);
    await enlist(pool, fleet);
    await pool.rake('poll:all');
    const [server] = fleet.servers;
    for (const meetingId of ['m1', 'm2', 'm3']) {
      await placeMeeting(pool.store, meetingId, 'secret-pw');
      server?.createRoom({ meetingId, moderatorPw: 'secret-pw' });
    }
    server?.endRoom(server.room('m3') ?? server.createRoom({ meetingId: 'm3' }));
    expect(await pool.rake('servers:panic[sim-1,yes,true]')).toEqual(
      ok('Panicking server sim-1...', ...['m1', 'm2', 'm3'].map((id) => `Clearing Meeting id=${id}`), 'OK'),
    );
    expect(server?.rooms()).toHaveLength(2);
    expect(await pool.store.servers.find('sim-1')).toMatchObject({ state: 'enabled' });

    for (const meetingId of ['m1', 'm2', 'm3']) await placeMeeting(pool.store, meetingId, 'secret-pw');
    expect(await pool.rake('servers:panic[sim-1,no]')).toEqual(
      ok('Panicking server sim-1...', ...['m1', 'm2', 'm3'].map((id) => `Clearing Meeting id=${id}`), 'OK'),
    );
    expect(server?.rooms()).toEqual([]);
    expect(await pool.store.meetings.find(['m1', 'm2', 'm3'])).toEqual([]);
    expect(await pool.store.servers.find('sim-1')).toMatchObject({ state: 'disabled' });
  });
});

describe('bin/rake poll', () => {
  it('polls at the interval it is given until it is stopped', async () => {
    const pool = await openPool('SQLite');
    const fleet = await startServers(1);
    await enlist(pool, fleet);
    const poller = await startProcess({ command: 'bin/rake', args: ['poll[0.1]'], env: pool.env });
    onTestFinished(async () => void (await poller.stop('SIGKILL')));
    await expect
      .poll(() => fleet.servers[0]?.requests('getMeetings').length, { timeout: 15_000 })
      .toBeGreaterThan(3);
    expect(await poller.stop()).toEqual({ code: 0, signal: null });
  });

  it('refuses an interval that is none', async () => {
    const { path } = await tempDir();
    const { rake } = await openPool('SQLite', { DATA_DIR: path });
    const stderr = "Error: The interval must be a number of seconds above 0, not 'often'\n";
    expect(await rake('poll[often]')).toEqual({ code: 1, stdout: '', stderr });
  });
});
