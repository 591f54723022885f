import { describe, expect, it } from 'vitest';
import { stoppedClock } from './clock.ts';
import { seededRandom } from './random.ts';
import { createState, defaultSettings, openRoom } from './server-state.ts';
import { enter } from './sessions.ts';

const MINUTE = 60_000;

function state() {
  const clock = stoppedClock();
  return { clock, state: createState({ ...defaultSettings, secret: 's' }, clock, seededRandom(1)) };
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
