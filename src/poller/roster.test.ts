import { describe, expect, it } from 'vitest';
import { rosterOf } from './roster.ts';

describe('what is kept of a listing', () => {
  it('is the name and the users of each meeting, but not of its breakout rooms', () => {
    const listed = [
      { meetingID: 'maths', meetingName: 'Algebra', participantCount: 12, isBreakout: false },
      { meetingID: 'maths-1', meetingName: 'Group 1', participantCount: 6, isBreakout: true },
    ];
    expect(rosterOf(listed)).toEqual(new Map([['maths', { name: 'Algebra', users: 12 }]]));
  });
});
