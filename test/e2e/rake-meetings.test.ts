import { describe, expect, it, onTestFinished } from 'vitest';
import { type Fleet, startFleet } from '../../src/simulator/fleet.ts';
import { addServer, lines, ok, openPool, type Pool, placeMeeting, storeKinds } from './installation.ts';

const WARNING = [
  'WARNING: You are trying to clear active meetings.',
  'If you still wish to continue please enter `yes`',
];

/** One server with these meetings on record and running, and `lost` on record only. */
async function withMeetings(pool: Pool, ids: readonly string[]): Promise<Fleet> {
  const fleet = await startFleet({ servers: 1 });
  onTestFinished(() => fleet.close());
  const [server] = fleet.servers;
  if (server === undefined) throw new Error('no server');
  await addServer(pool.store, { id: server.id, url: server.url, secret: server.secret, load: 1 });
  for (const id of [...ids, 'lost']) await placeMeeting(pool.store, id);
  for (const meetingId of ids)
    server.createRoom({ meetingId, name: `Name of ${meetingId}`, moderatorPw: 'pw' });
  return fleet;
}

describe.each(storeKinds)('meetings on %s', (kind) => {
  it('are listed when their server knows them', async () => {
    const pool = await openPool(kind);
    const [server] = (await withMeetings(pool, ['room-b', 'room-a'])).servers;
    const block = (id: string) => [
      '',
      `MeetingID: ${id}`,
      `\tServer ID: ${server?.id}`,
      `\tServer Url: ${server?.url}`,
    ];
    expect(await pool.rake('meetings')).toEqual(ok(...block('room-a'), ...block('room-b')));
    expect(await pool.rake('meetings:list[room-b:lost]')).toEqual(ok(...block('room-b')));
    expect(await pool.rake('meetings:list[room-a:nobody]')).toEqual({
      code: 1,
      stdout: '',
      stderr: "Couldn't find Meeting with id=nobody\n",
    });
  });

  it('are ended when that is confirmed, one by one or all', async () => {
    const pool = await openPool(kind);
    const fleet = await withMeetings(pool, ['room-a', 'room-b']);
    const rooms = () => fleet.servers[0]?.rooms().map(({ settings }) => settings.meetingId);
    expect(await pool.answer('no\n', 'meetings:end[room-a]')).toEqual(ok(...WARNING, 'OK'));
    expect(await pool.rake('meetings:end')).toEqual(ok(...WARNING, 'OK'));
    expect(rooms()).toEqual(['room-a', 'room-b']);
    const ended = await pool.answer('yes\n', 'meetings:end[room-a]');
    expect(ended).toEqual({ ...ok(...WARNING, 'OK'), stderr: lines('Clearing Meeting id=room-a') });
    expect(rooms()).toEqual(['room-b']);
    const rest = await pool.answer('YES\n', 'meetings:end');
    expect(rest).toEqual({
      ...ok(...WARNING, 'OK'),
      stderr: lines('Clearing Meeting id=lost', 'Clearing Meeting id=room-b'),
    });
    expect(await pool.store.meetings.find(['room-a', 'room-b', 'lost'])).toEqual([]);
    expect(await pool.answer('yes\n', 'meetings:end')).toEqual({
      ...ok(...WARNING, 'OK'),
      stderr: lines('No meetings to clear'),
    });
  });
});

describe('a meeting', () => {
  it('is told with what its server says of it', async () => {
    const pool = await openPool('SQLite');
    const [server] = (await withMeetings(pool, [])).servers;
    await placeMeeting(pool.store, 'room');
    const metadata = { 'bbb-origin': 'test & more', 'bbb-context-id': '2' };
    const room = server?.createRoom({ meetingId: 'room', name: 'new class', record: true, metadata });
    const printed = await pool.rake('meetings:info[room]');
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout.split('\n')).toEqual([
      '',
      'Meeting ID: room',
      '\tMeeting Name: new class',
      `\tInternal MeetingID: ${room?.internalId}`,
      expect.stringMatching(/^\tCreated Date: \w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
      '\tRecording Enabled: true',
      `\tServer id: ${server?.id}`,
      `\tSerevr url: ${server?.url}`,
      '\tMetaData:',
      '\t\tbbb-context-name: ',
      '\t\tanalytics-callback-url: ',
      '\t\tbbb-recording-tags: ',
      '\t\tbbb-origin-server-common-name: ',
      '\t\tbbb-context-label: ',
      '\t\tbbb-origin: test & more',
      '\t\tbbb-context: ',
      '\t\tbbb-context-id: 2',
      '\t\tbbb-recording-name: ',
      '\t\tbbb-origin-server-name: ',
      '\t\tbbb-recording-description: ',
      '\t\tbbb-origin-tag: ',
      '',
    ]);
  });

  it('that nobody knows, or that was not named, is an error; a silent server a warning', async () => {
    const pool = await openPool('SQLite');
    await withMeetings(pool, []);
    expect(await pool.rake('meetings:info')).toMatchObject({
      code: 1,
      stderr: 'Error: Please input a meetingID!\n',
    });
    expect(await pool.rake('meetings:info[nobody]')).toMatchObject({
      code: 1,
      stderr: "Couldn't find Meeting with id=nobody\n",
    });
    const silent = await pool.rake('meetings:info[lost]');
    expect(silent).toMatchObject({ code: 0, stdout: '' });
    expect(silent.stderr).toMatch(/^WARNING: Could not get info for meeting id=lost: [^\n]+\n$/);
  });
});
