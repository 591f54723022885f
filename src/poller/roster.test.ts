import { describe, expect, it } from 'vitest';
import { rosterOf } from './roster.ts';

describe('what is kept of a listing', () => {
  it('is the name, the users and the beginning of each meeting, but not of its breakout rooms', () => {
    const listed = [
      {
        ...{ meetingID: 'maths', meetingName: 'Algebra', participantCount: 12 },
        createTime: 5,
        isBreakout: false,
      },
      {
        ...{ meetingID: 'maths-1', meetingName: 'Group 1', participantCount: 6 },
        createTime: 6,
        isBreakout: true,
      },
      {
        ...{ meetingID: 'art', meetingName: 'Art', participantCount: 0 },
        createTime: Number.NaN,
        isBreakout: false,
      },
    ];
    expect(rosterOf(listed)).toEqual(
      new Map([
        ['maths', { name: 'Algebra', users: 12, createdAt: 5 }],
        ['art', { name: 'Art', users: 0 }],
      ]),
    );
  });
});
