import { describe, expect, it } from 'vitest';
import { stoppedClock } from './clock.ts';
import { Room } from './room.ts';
import { defaultExpiry, type RoomSettings } from './room-settings.ts';
import { roomSettings } from './testing.ts';

const MINUTE = 60_000;

function room(settings: Partial<RoomSettings> = {}) {
  const clock = stoppedClock(1_700_000_000_000);
  return { clock, room: new Room(roomSettings(settings), clock.now) };
}

describe('a meeting', () => {
  it('has an internal id made of the SHA-1 of its meetingID and its createTime', () => {
    expect(room().room.internalId).toBe('ae23b94ccaf714337e4ce5ba99ef3dc257e300df-1700000000000');
  });

  it('is running from its first user on', () => {
    const { room: meeting } = room();
    expect(meeting.isRunning).toBe(false);
    meeting.add({ userId: 'u1', fullName: 'Ada' });
    expect(meeting.isRunning).toBe(true);
    meeting.remove('u1');
    expect(meeting.isRunning).toBe(true);
    expect(meeting.hasUserJoined).toBe(true);
  });

  it('gives the presentation to the first moderator, and to the next when that one leaves', () => {
    const { room: meeting } = room();
    meeting.add({ userId: 'v', fullName: 'Viewer' });
    meeting.add({ userId: 'm1', fullName: 'First', role: 'MODERATOR' });
    meeting.add({ userId: 'm2', fullName: 'Second', role: 'MODERATOR' });
    const presenters = () => meeting.attendees.filter((user) => user.isPresenter).map((user) => user.userId);
    expect(presenters()).toEqual(['m1']);
    meeting.remove('m1');
    expect(presenters()).toEqual(['m2']);
  });

  it('gives it to whom it is handed, who alone has it then', () => {
    const { room: meeting } = room();
    meeting.add({ userId: 'm1', fullName: 'First', role: 'MODERATOR' });
    meeting.add({ userId: 'v', fullName: 'Viewer' });
    expect(meeting.present('v')).toBe(true);
    expect(meeting.present('nobody')).toBe(false);
    expect(meeting.attendees.map((user) => user.isPresenter)).toEqual([false, true]);
  });

  it('has recording marks once its recording was started, if it is recorded at all', () => {
    const { room: plain } = room();
    plain.record(true);
    expect(plain.hasRecordingMarks).toBe(false);
    const { room: recorded } = room({ record: true });
    recorded.record(false);
    expect(recorded.hasRecordingMarks).toBe(false);
    recorded.record(true);
    recorded.record(false);
    expect(recorded.hasRecordingMarks).toBe(true);
  });

  it('counts a change of a camera as a new revision, and of nobody as none', () => {
    const { room: meeting } = room();
    meeting.add({ userId: 'u1', fullName: 'Ada' });
    const before = meeting.revision;
    expect(meeting.change('nobody', { hasVideo: true })).toBe(false);
    expect(meeting.revision).toBe(before);
    expect(meeting.change('u1', { hasVideo: true })).toBe(true);
    expect(meeting.revision).toBeGreaterThan(before);
    expect(meeting.attendees.map((user) => user.hasVideo)).toEqual([true]);
  });

  it('is full at its number of users', () => {
    const { room: meeting } = room({ maxUsers: 1 });
    expect(meeting.isFull).toBe(false);
    meeting.add({ userId: 'u1', fullName: 'Ada' });
    expect(meeting.isFull).toBe(true);
  });
});

describe('the end of a meeting', () => {
  it('comes when nobody joined for five minutes', () => {
    const { room: meeting, clock } = room();
    clock.advance(5 * MINUTE - 1);
    expect(meeting.isOver(defaultExpiry)).toBe(false);
    clock.advance(1);
    expect(meeting.isOver(defaultExpiry)).toBe(true);
  });

  it('comes a minute after the last user left, and not while somebody is there', () => {
    const { room: meeting, clock } = room();
    meeting.add({ userId: 'u1', fullName: 'Ada' });
    clock.advance(600 * MINUTE);
    expect(meeting.isOver(defaultExpiry)).toBe(false);
    meeting.remove('u1');
    clock.advance(MINUTE - 1);
    expect(meeting.isOver(defaultExpiry)).toBe(false);
    clock.advance(1);
    expect(meeting.isOver(defaultExpiry)).toBe(true);
  });

  it('comes when its duration is up, users or not', () => {
    const { room: meeting, clock } = room({ duration: 30 });
    meeting.add({ userId: 'u1', fullName: 'Ada' });
    clock.advance(30 * MINUTE - 1);
    expect(meeting.isOver(defaultExpiry)).toBe(false);
    clock.advance(1);
    expect(meeting.isOver(defaultExpiry)).toBe(true);
  });

  it('comes by force after the moment BBB takes', () => {
    const { room: meeting, clock } = room();
    meeting.add({ userId: 'u1', fullName: 'Ada' });
    meeting.end(2000);
    expect(meeting.isEnding).toBe(true);
    expect(meeting.isRunning).toBe(false);
    expect(meeting.isOver(defaultExpiry)).toBe(false);
    clock.advance(2000);
    expect(meeting.isOver(defaultExpiry)).toBe(true);
  });

  it('never comes by itself where the limits are 0', () => {
    const { room: meeting, clock } = room();
    clock.advance(1_000_000 * MINUTE);
    expect(meeting.isOver({ ifNobodyJoined: 0, whenLastUserLeft: 0 })).toBe(false);
  });
});
