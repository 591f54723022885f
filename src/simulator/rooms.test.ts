import { describe, expect, it } from 'vitest';
import { stoppedClock } from './clock.ts';
import { seededRandom } from './random.ts';
import type { Happening } from './rooms.ts';
import { createState, defaultSettings, openRoom } from './server-state.ts';
import { enter } from './sessions.ts';

const MINUTE = 60_000;

function state() {
  const clock = stoppedClock();
  const told: string[] = [];
  const tell = ({ name, room, ...more }: Happening) =>
    void told.push(
      [name, room.settings.meetingId, 'attendee' in more && more.attendee.userId].filter(Boolean).join(' '),
    );
  return {
    clock,
    told,
    state: createState({ ...defaultSettings, secret: 's' }, clock, seededRandom(1), {
      tell,
      webhooks: undefined,
    }),
  };
}

describe('the meetings of a server', () => {
  it('are gone from every answer once they are over', () => {
    const { clock, state: server } = state();
    openRoom(server, { meetingId: 'm1' });
    clock.advance(4 * MINUTE);
    openRoom(server, { meetingId: 'm2' });
    clock.advance(MINUTE);
    expect(server.rooms.find('m1')).toBeUndefined();
    expect(server.rooms.all().map((room) => room.settings.meetingId)).toEqual(['m2']);
  });

  it('take their breakout rooms with them', () => {
    const { state: server } = state();
    const parent = openRoom(server, { meetingId: 'm1' });
    openRoom(server, {
      meetingId: 'm1-1',
      breakout: { parentMeetingId: 'm1', sequence: 1, freeJoin: false },
    });
    expect(server.rooms.all().length).toBe(2);
    server.rooms.end(parent, 0);
    expect(server.rooms.all()).toEqual([]);
  });

  it('remember that one was ended by force, until it begins anew', () => {
    const { state: server } = state();
    server.rooms.end(openRoom(server, { meetingId: 'm1' }), 0);
    expect(server.rooms.wasEndedByForce('m1')).toBe(true);
    openRoom(server, { meetingId: 'm1' });
    expect(server.rooms.wasEndedByForce('m1')).toBe(false);
  });

  it('get passwords and a voice bridge of their own when none are given', () => {
    const { state: server } = state();
    const one = openRoom(server, { meetingId: 'm1' }).settings;
    const two = openRoom(server, { meetingId: 'm2' }).settings;
    expect(one.attendeePw).toMatch(/^\w{8}$/);
    expect(one.moderatorPw).not.toBe(one.attendeePw);
    expect(one.voiceBridge).toMatch(/^\d{5}$/);
    expect(two.voiceBridge).not.toBe(one.voiceBridge);
  });
});

describe('what happens in the meetings of a server', () => {
  it('is told in order: who came, spoke, presented and left', () => {
    const { state: server, told } = state();
    const room = openRoom(server, { meetingId: 'm1', record: true, autoStartRecording: true });
    room.add({ userId: 'u1', fullName: 'Ada', role: 'MODERATOR' });
    room.add({ userId: 'u2', fullName: 'Emmy', hasVideo: true });
    room.change('u2', { isListeningOnly: true });
    room.change('u2', { isListeningOnly: false, hasJoinedVoice: true });
    room.present('u2');
    room.record(false);
    room.remove('u2');
    server.rooms.end(room, 0);
    room.remove('u1');
    expect(told).toEqual([
      'meeting-created m1',
      'user-joined m1 u1',
      'meeting-recording-started m1',
      'user-presenter-assigned m1 u1',
      'user-joined m1 u2',
      'user-cam-broadcast-start m1 u2',
      'user-audio-voice-enabled m1 u2',
      'user-audio-voice-disabled m1 u2',
      'user-audio-voice-enabled m1 u2',
      'user-presenter-unassigned m1 u1',
      'user-presenter-assigned m1 u2',
      'meeting-recording-stopped m1',
      'user-presenter-unassigned m1 u2',
      'user-cam-broadcast-end m1 u2',
      'user-audio-voice-disabled m1 u2',
      'user-left m1 u2',
      'user-presenter-assigned m1 u1',
      'meeting-ended m1',
    ]);
  });

  it('an end is told once, whatever brings it, and a restart is not told at all', () => {
    const { state: server, told, clock } = state();
    const ends = () => told.filter((line) => line.startsWith('meeting-ended')).map((line) => line.slice(14));
    openRoom(server, { meetingId: 'nobody-came' });
    const parent = openRoom(server, { meetingId: 'parent', duration: 1 });
    const breakout = { parentMeetingId: 'parent', sequence: 1, freeJoin: false };
    openRoom(server, { meetingId: 'breakout', breakout });
    parent.add({ userId: 'u1', fullName: 'Ada' });
    clock.advance(MINUTE);
    server.rooms.sweep();
    expect(ends()).toEqual(['parent', 'breakout']);
    clock.advance(4 * MINUTE);
    expect(server.rooms.find('nobody-came')).toBeUndefined();
    server.rooms.end(openRoom(server, { meetingId: 'again' }), 1000);
    openRoom(server, { meetingId: 'again' });
    expect(ends()).toEqual(['parent', 'breakout', 'nobody-came', 'again']);
    server.rooms.clear();
    server.rooms.sweep();
    expect(ends().length).toBe(4);
  });
});

describe('the sessions of a server', () => {
  it('let one user in once', () => {
    const { state: server } = state();
    const room = openRoom(server, { meetingId: 'm1' });
    const session = server.sessions.open('t', room, { userId: 'u1', fullName: 'Ada' });
    expect(room.attendees).toEqual([]);
    enter(session);
    enter(session);
    expect(room.attendees.length).toBe(1);
  });

  it('end with their meeting, also when one of the same ID begins', () => {
    const { state: server } = state();
    const room = openRoom(server, { meetingId: 'm1' });
    server.sessions.open('t', room, { userId: 'u1', fullName: 'Ada' });
    expect(server.sessions.find('t')).toBeDefined();
    server.rooms.end(room, 0);
    openRoom(server, { meetingId: 'm1' });
    expect(server.sessions.find('t')).toBeUndefined();
  });

  it('are bounded: the oldest goes first', () => {
    const { state: server } = state();
    const room = openRoom(server, { meetingId: 'm1' });
    for (let i = 0; i <= 10_000; i++)
      server.sessions.open(`t${i}`, room, { userId: `u${i}`, fullName: 'Ada' });
    expect(server.sessions.find('t0')).toBeUndefined();
    expect(server.sessions.find('t1')).toBeDefined();
  });
});
