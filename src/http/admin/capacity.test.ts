import { describe, expect, it } from 'vitest';
import { capacityIn } from './capacity.ts';
import { Refusal } from './route.ts';

describe('the capacity in a call of the admin API', () => {
  it.each([
    [{}, {}],
    [
      { max_meetings: 80, max_users: '400', spare: true },
      { maxMeetings: 80, maxUsers: 400, spare: true },
    ],
    [
      { max_meetings: 0, spare: 'false' },
      { maxMeetings: 0, spare: false },
    ],
    [
      { max_meetings: null, max_users: '' },
      { maxMeetings: undefined, maxUsers: undefined },
    ],
  ])('of %j is %j', (fields, capacity) => {
    expect(capacityIn(fields)).toStrictEqual(capacity);
  });

  it.each([{ max_meetings: -1 }, { max_users: 'many' }, { max_users: [1] }, { spare: 'perhaps' }])(
    'is refused in %j',
    (fields) => {
      expect(() => capacityIn(fields)).toThrow(Refusal);
    },
  );
});
