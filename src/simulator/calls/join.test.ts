import { describe, expect, it } from 'vitest';
import { stoppedClock } from '../clock.ts';
import { ask, field, signedUrl, testServer } from '../testing.ts';

const ROOM = { meetingId: 'room-1', name: 'Physics', attendeePw: 'ap', moderatorPw: 'mp' };
const USER = { meetingID: 'room-1', fullName: 'Ada Lovelace', role: 'VIEWER' };

async function serverWithRoom(settings = {}) {
  const server = await testServer({ clock: stoppedClock(1_000_000) });
  return { server, room: server.createRoom({ ...ROOM, ...settings }) };
}

describe('join', () => {
  it('sends the browser to the client page, which lets the user in', async () => {
    const { server, room } = await serverWithRoom();
    const response = await fetch(signedUrl(server, 'join', { ...USER, userID: 'u-7' }), {
      redirect: 'manual',
    });
    expect(response.status).toBe(302);
    const location = response.headers.get('location') ?? '';
    expect(location).toMatch(
      new RegExp(`^http://127.0.0.1:${server.port}/html5client/\\?sessionToken=\\w{16}$`),
    );
    expect(room.attendees).toEqual([]);
    const page = await (await fetch(location)).text();
    expect(page).toContain('Ada Lovelace');
    expect(page).toContain('Physics');
    expect(room.attendees).toMatchObject([{ userId: 'u-7', fullName: 'Ada Lovelace', role: 'VIEWER' }]);
  });

  it('answers XML with redirect=false', async () => {
    const { server, room } = await serverWithRoom();
    const answer = await ask(server, 'join', { ...USER, redirect: false });
    expect(field(answer, 'messageKey')).toBe('successfullyJoined');
    expect(field(answer, 'meeting_id')).toBe(room.internalId);
    expect(field(answer, 'user_id')).toMatch(/^w_\w{12}$/);
    expect(field(answer, 'guestStatus')).toBe('ALLOW');
    expect(field(answer, 'url')).toContain(`sessionToken=${field(answer, 'session_token')}`);
    await fetch(field(answer, 'url') ?? '');
    expect(room.attendees.length).toBe(1);
  });

  it.each([
    [{ password: 'mp' }, 'MODERATOR'],
    [{ password: 'ap' }, 'VIEWER'],
    [{ role: 'moderator' }, 'MODERATOR'],
    [{ role: 'viewer', password: 'mp' }, 'VIEWER'],
  ])('with %j makes a %s', async (how, role) => {
    const { server, room } = await serverWithRoom();
    await (await fetch(signedUrl(server, 'join', { meetingID: 'room-1', fullName: 'Ada', ...how }))).text();
    expect(room.attendees).toMatchObject([{ role }]);
  });

  it.each([
    ['missingParamMeetingID', { meetingID: '' }],
    ['missingParamFullName', { fullName: undefined }],
    ['missingParamPassword', { role: undefined }],
    ['invalidPassword', { role: undefined, password: 'wrong' }],
    ['invalidPassword', { role: 'king', password: 'wrong' }],
    ['notFound', { meetingID: 'room-2' }],
    ['mismatchCreateTimeParam', { createTime: 999 }],
  ])('fails with %s for %j', async (key, values) => {
    const { server } = await serverWithRoom();
    expect(field(await ask(server, 'join', { ...USER, ...values }), 'messageKey')).toBe(key);
  });

  it('takes the createTime of the meeting it was made for', async () => {
    const { server } = await serverWithRoom();
    const answer = await ask(server, 'join', { ...USER, createTime: 1_000_000, redirect: false });
    expect(field(answer, 'returncode')).toBe('SUCCESS');
  });

  it('fails when the meeting is full', async () => {
    const { server } = await serverWithRoom({ maxUsers: 1 });
    await (await fetch(signedUrl(server, 'join', USER))).text();
    expect(field(await ask(server, 'join', USER), 'messageKey')).toBe('maxParticipantsReached');
  });

  it('fails after the meeting was ended by force, until it begins anew', async () => {
    const { server, room } = await serverWithRoom();
    server.endRoom(room);
    expect(field(await ask(server, 'join', USER), 'messageKey')).toBe('meetingForciblyEnded');
    server.createRoom(ROOM);
    expect(field(await ask(server, 'join', { ...USER, redirect: false }), 'returncode')).toBe('SUCCESS');
  });
});
