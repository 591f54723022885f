import { describe, expect, it } from 'vitest';
import { checksum } from '../../bbb/checksum.ts';
import { stoppedClock } from '../clock.ts';
import { ask, field, post, signedUrl, testServer } from '../testing.ts';

const ROOM = { meetingId: 'room-1', name: 'Physics', attendeePw: 'ap', moderatorPw: 'mp' };
const MINUTE = 60_000;

describe('the top level', () => {
  it('tells the versions, without a checksum', async () => {
    const server = await testServer({ bbbVersion: '3.0.7' });
    for (const end of ['', '/']) {
      const answer = await (await fetch(`${server.url}${end}`)).text();
      expect(field(answer, 'returncode')).toBe('SUCCESS');
      expect(field(answer, 'version')).toBe('2.0');
      expect(field(answer, 'apiVersion')).toBe('2.0');
      expect(field(answer, 'bbbVersion')).toBe('3.0.7');
    }
  });

  it('hides BBB’s version when told to', async () => {
    const server = await testServer({ bbbVersion: '' });
    expect(field(await (await fetch(server.url)).text(), 'bbbVersion')).toBe('');
  });
});

describe('checksums', () => {
  it.each(['SHA1', 'SHA256', 'SHA384', 'SHA512'] as const)('%s is accepted', async (hash) => {
    const server = await testServer();
    const answer = await (await fetch(signedUrl(server, 'getMeetings', {}, hash))).text();
    expect(field(answer, 'returncode')).toBe('SUCCESS');
  });

  it('only those that the server is set to are accepted', async () => {
    const server = await testServer({ hashes: ['SHA512'] });
    const answer = async (hash: 'SHA1' | 'SHA512') =>
      field(await (await fetch(signedUrl(server, 'getMeetings', {}, hash))).text(), 'returncode');
    expect(await answer('SHA1')).toBe('FAILED');
    expect(await answer('SHA512')).toBe('SUCCESS');
  });

  it.each([
    ['missing', () => ''],
    ['empty', () => 'checksum='],
    ['of another secret', () => `checksum=${checksum('SHA256', 'getMeetings', '', 'other')}`],
    ['of another call', (secret: string) => `checksum=${checksum('SHA256', 'create', '', secret)}`],
    [
      'in upper case',
      (secret: string) => `checksum=${checksum('SHA256', 'getMeetings', '', secret).toUpperCase()}`,
    ],
    ['of another query', (secret: string) => `a=1&checksum=${checksum('SHA256', 'getMeetings', '', secret)}`],
  ])('one that is %s is refused', async (_what, query) => {
    const server = await testServer();
    const answer = await (await fetch(`${server.url}/getMeetings?${query(server.secret)}`)).text();
    expect(field(answer, 'messageKey')).toBe('checksumError');
  });

  it('are over the query as it was written', async () => {
    const server = await testServer();
    const query = 'meetingID=a%20b%2dc';
    const signature = checksum('SHA1', 'isMeetingRunning', query, server.secret);
    const url = `${server.url}/isMeetingRunning?checksum=${signature}&${query}`;
    expect(field(await (await fetch(url)).text(), 'returncode')).toBe('SUCCESS');
  });
});

describe('what BBB does not have', () => {
  it.each([
    ['an unknown call', 'getEverything', {}],
    ['a call in other letters', 'getmeetings', {}],
    ['POST of join', 'join', post('text/xml', '<a/>')],
    ['GET of insertDocument', 'insertDocument', {}],
    ['PUT', 'create', { method: 'PUT' }],
  ])('%s is unsupportedRequest', async (_what, call, init: RequestInit) => {
    const server = await testServer();
    expect(field(await ask(server, call, {}, init), 'messageKey')).toBe('unsupportedRequest');
  });

  it('a query that is not UTF-8 is answered by Tomcat', async () => {
    const server = await testServer();
    const response = await fetch(`${server.url}/getMeetings?a=%ff`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('a URL of more than 8 KB is answered by nginx', async () => {
    const server = await testServer();
    expect((await fetch(signedUrl(server, 'create', { welcome: 'x'.repeat(9000) }))).status).toBe(414);
  });

  it('a path beside the API is not found', async () => {
    const server = await testServer();
    expect((await fetch(server.url.replace('/bigbluebutton/api', '/b'))).status).toBe(404);
  });

  it('slashes more or less do not matter', async () => {
    const server = await testServer();
    const url = signedUrl(server, 'getMeetings', {}).replace('/getMeetings?', '//getMeetings/?');
    expect(field(await (await fetch(url)).text(), 'returncode')).toBe('SUCCESS');
  });
});

describe('isMeetingRunning', () => {
  it('is true from the first user on, and false for the unknown', async () => {
    const server = await testServer();
    const running = async () =>
      field(await ask(server, 'isMeetingRunning', { meetingID: 'room-1' }), 'running');
    expect(await running()).toBe('false');
    const room = server.createRoom(ROOM);
    expect(await running()).toBe('false');
    server.addUser(room, { fullName: 'Ada' });
    expect(await running()).toBe('true');
  });
});

describe('getMeetingInfo', () => {
  it('shows the meeting with its users', async () => {
    const server = await testServer();
    server.createRoom(ROOM, [{ fullName: 'Ada', role: 'MODERATOR', hasVideo: true }]);
    const answer = await ask(server, 'getMeetingInfo', { meetingID: 'room-1' });
    expect(field(answer, 'meetingName')).toBe('Physics');
    expect(field(answer, 'moderatorCount')).toBe('1');
    expect(field(answer, 'fullName')).toBe('Ada');
  });

  it('knows no other', async () => {
    const answer = await ask(await testServer(), 'getMeetingInfo', { meetingID: 'room-1' });
    expect(field(answer, 'messageKey')).toBe('notFound');
  });
});

describe('getMeetings', () => {
  it('says so when there are none', async () => {
    const answer = await ask(await testServer(), 'getMeetings');
    expect(answer).toContain('<meetings></meetings>\n<messageKey>noMeetings</messageKey>');
    expect(field(answer, 'message')).toBe('no meetings were found on this server');
  });

  it('lists them all, as text/xml, and without those that ended', async () => {
    const clock = stoppedClock();
    const server = await testServer({ clock });
    server.createRoom(ROOM, [{ fullName: 'Ada' }]);
    server.createRoom({ meetingId: 'room-2' });
    const response = await fetch(signedUrl(server, 'getMeetings', {}));
    expect(response.headers.get('content-type')).toBe('text/xml;charset=utf-8');
    expect((await response.text()).match(/<meeting>/g)?.length).toBe(2);
    clock.advance(5 * MINUTE);
    expect((await ask(server, 'getMeetings')).match(/<meeting>/g)?.length).toBe(1);
  });
});

describe('getMeetings asked again and again', () => {
  it('follows every change', async () => {
    const server = await testServer();
    const seen = async () => {
      const answer = await ask(server, 'getMeetings');
      return [field(answer, 'internalMeetingID'), field(answer, 'participantCount')];
    };
    const room = server.createRoom(ROOM);
    expect(await seen()).toEqual([room.internalId, '0']);
    server.addUser(room, { userId: 'u1', fullName: 'Ada' });
    expect(await seen()).toEqual([room.internalId, '1']);
    room.remove('u1');
    expect(await seen()).toEqual([room.internalId, '0']);
    server.endRoom(room);
    expect(await seen()).toEqual([undefined, undefined]);
    const next = server.createRoom({ ...ROOM, meetingId: 'room-2' });
    expect(await seen()).toEqual([next.internalId, '0']);
  });
});

describe('end', () => {
  const END = { meetingID: 'room-1' };

  it('ends the meeting, with the moderators’ password or without one', async () => {
    const server = await testServer();
    for (const values of [END, { ...END, password: 'mp' }]) {
      server.createRoom(ROOM, [{ fullName: 'Ada' }]);
      expect(field(await ask(server, 'end', values), 'messageKey')).toBe('sentEndMeetingRequest');
      expect(server.rooms()).toEqual([]);
    }
  });

  it('fails with another password, and for the unknown', async () => {
    const server = await testServer();
    expect(field(await ask(server, 'end', END), 'messageKey')).toBe('notFound');
    server.createRoom(ROOM);
    expect(field(await ask(server, 'end', { ...END, password: 'ap' }), 'messageKey')).toBe('invalidPassword');
    expect(server.rooms().length).toBe(1);
  });

  it('takes its time when told to; the same ID may begin anew meanwhile', async () => {
    const clock = stoppedClock();
    const server = await testServer({ clock, endDelayMs: 3000 });
    const first = server.createRoom(ROOM, [{ fullName: 'Ada' }]);
    await ask(server, 'end', END);
    expect(field(await ask(server, 'getMeetingInfo', END), 'hasBeenForciblyEnded')).toBe('true');
    clock.advance(2000);
    expect(field(await ask(server, 'create', { ...END, name: 'Anew' }), 'messageKey')).toBe('');
    expect(server.room('room-1')).not.toBe(first);
    clock.advance(2000);
    expect(server.rooms().length).toBe(1);
  });
});

describe('insertDocument', () => {
  const DOCUMENT = post('application/xml', '<modules><module name="presentation"/></modules>');

  it('takes XML for a running meeting', async () => {
    const server = await testServer();
    server.createRoom(ROOM);
    expect(field(await ask(server, 'insertDocument', { meetingID: 'room-1' }, DOCUMENT), 'returncode')).toBe(
      'SUCCESS',
    );
    expect(server.lastUpload()).toMatchObject({ call: 'insertDocument', bodyBytes: 48 });
  });

  it('takes nothing else', async () => {
    const server = await testServer();
    const form = post('application/x-www-form-urlencoded', 'a=b');
    expect(field(await ask(server, 'insertDocument', { meetingID: 'room-1' }, form), 'messageKey')).toBe(
      'unsupportedContentType',
    );
    expect(field(await ask(server, 'insertDocument', { meetingID: 'room-1' }, DOCUMENT), 'messageKey')).toBe(
      'notFound',
    );
  });
});

describe('sendChatMessage', () => {
  it.each([
    ['', { message: 'Hello' }],
    ['', { message: 'Hello', userName: 'Ada' }],
    ['missingParamMessage', {}],
    ['sizeError', { message: 'x'.repeat(501) }],
    ['sizeError', { message: 'Hello', userName: 'x'.repeat(256) }],
    ['meetingNotFound', { message: 'Hello', meetingID: 'room-2' }],
  ])('answers $0 (%#)', async (key, values) => {
    const server = await testServer();
    server.createRoom(ROOM);
    const answer = await ask(server, 'sendChatMessage', { meetingID: 'room-1', ...values });
    expect(field(answer, 'messageKey') ?? '').toBe(key);
    expect(field(answer, 'returncode')).toBe(key === '' ? 'SUCCESS' : 'FAILED');
  });
});
