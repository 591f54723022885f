import { describe, expect, it } from 'vitest';
import { observe } from './load.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const rule = { minUserCount: 15, joinBufferMs: 15 * MINUTE };

function meeting(change: Partial<Parameters<typeof observe>[0][number]> = {}) {
  return {
    createTime: NOW - 60 * MINUTE,
    participantCount: 0,
    moderatorCount: 0,
    videoCount: 0,
    isBreakout: false,
    sizeHint: 0,
    ...change,
  };
}

const loadOf = (...meetings: ReturnType<typeof meeting>[]) => observe(meetings, rule, NOW).load;

describe('the load of a server', () => {
  it('is nothing without meetings', () => {
    expect(observe([], rule, NOW)).toEqual({
      kind: 'answered',
      load: 0,
      figures: { meetings: 0, users: 0, largestMeeting: 0, videos: 0 },
    });
  });

  it('counts the users of old meetings, moderators twice', () => {
    expect(
      loadOf(meeting({ participantCount: 5, moderatorCount: 2 }), meeting({ participantCount: 1 })),
    ).toBe(8);
  });

  it('counts a young meeting as if its users had come already', () => {
    const young = { createTime: NOW - 14 * MINUTE };
    expect(loadOf(meeting(young))).toBe(15);
    expect(loadOf(meeting({ ...young, participantCount: 12, moderatorCount: 2 }))).toBe(15);
    expect(loadOf(meeting({ ...young, participantCount: 30, moderatorCount: 2 }))).toBe(32);
  });

  it('counts the size that a young meeting is to have, less and less of it', () => {
    const expecting = { sizeHint: 100, createTime: NOW };
    expect(loadOf(meeting(expecting))).toBe(100);
    expect(loadOf(meeting({ ...expecting, participantCount: 60, moderatorCount: 1 }))).toBe(100);
    expect(loadOf(meeting({ ...expecting, createTime: NOW - 9 * MINUTE }))).toBe(40);
    expect(loadOf(meeting({ ...expecting, createTime: NOW - 9 * MINUTE, participantCount: 41 }))).toBe(41);
    expect(loadOf(meeting({ ...expecting, createTime: NOW - 14 * MINUTE }))).toBe(15);
    expect(loadOf(meeting({ ...expecting, createTime: NOW - 15 * MINUTE }))).toBe(0);
    expect(loadOf(meeting({ ...expecting, sizeHint: 1e9 }))).toBe(1000);
  });

  it('takes a meeting for old as soon as the buffer time is over', () => {
    expect(loadOf(meeting({ createTime: NOW - 15 * MINUTE + 1 }))).toBe(15);
    expect(loadOf(meeting({ createTime: NOW - 15 * MINUTE }))).toBe(0);
  });

  it('takes a meeting from the future for young: the clock of its server runs ahead', () => {
    expect(loadOf(meeting({ createTime: NOW + 60 * MINUTE }))).toBe(15);
  });

  it('knows no young meetings without a buffer time, whatever the clocks say', () => {
    const meetings = [meeting({ createTime: NOW }), meeting({ createTime: NOW + MINUTE })];
    expect(observe(meetings, { ...rule, joinBufferMs: 0 }, NOW).load).toBe(0);
  });

  it('takes a meeting that does not tell its age for old', () => {
    expect(loadOf(meeting({ createTime: Number.NaN, participantCount: 3 }))).toBe(3);
  });

  it('leaves breakout rooms out, which the figures count', () => {
    const breakout = meeting({ createTime: NOW, participantCount: 7, videoCount: 2, isBreakout: true });
    const seen = observe([breakout, meeting({ participantCount: 4, videoCount: 1 })], rule, NOW);
    expect(seen.load).toBe(4);
    expect(seen.figures).toEqual({ meetings: 2, users: 11, largestMeeting: 7, videos: 3 });
  });
});
