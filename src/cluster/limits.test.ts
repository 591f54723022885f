import { describe, expect, it } from 'vitest';
import { limiting, limitReached, longestMeeting, meetingLimits, tenantLimits, userLimits } from './limits.ts';

const config = { maxMeetings: 0, maxUsers: 0, maxMeetingDuration: 0 };
const tenant = (own?: Record<string, string>) => ({
  ...{ id: 't1', name: 'school', secrets: [], lrs: {} },
  ...(own && { own }),
});

describe('limits', () => {
  it('are none when nobody set any', () => {
    expect(meetingLimits(config, undefined)).toEqual([]);
    expect(userLimits(config, tenant())).toEqual([]);
    expect(longestMeeting(config, tenant())).toBe(0);
  });

  it('are those of the pool, then those of the tenant', () => {
    const limited = { ...config, maxMeetings: 100, maxUsers: 5000 };
    const own = tenant({ max_meetings: '10', max_users: '0' });
    expect(meetingLimits(limited, own)).toEqual([
      { owner: '', max: 100 },
      { owner: 't1', max: 10 },
    ]);
    expect(userLimits(limited, own)).toEqual([
      { owner: '', max: 5000 },
      { owner: 't1', max: 0 },
    ]);
    expect(userLimits(config, own)).toEqual([{ owner: 't1', max: 0 }]);
  });

  it.each([
    [0, undefined, 0],
    [60, undefined, 60],
    [0, '45', 45],
    [60, '45', 45],
    [30, '45', 30],
    [30, '0', 30],
  ])('of %i minutes for all and %s for a tenant last %i', (maxMeetingDuration, own, longest) => {
    const limited = tenant(own === undefined ? undefined : { max_duration: own });
    expect(longestMeeting({ ...config, maxMeetingDuration }, limited)).toBe(longest);
  });

  it('of a tenant are changed one by one; what can’t be read is none', () => {
    expect(limiting({ maxMeetings: 5, maxUsers: null })).toEqual({ max_meetings: '5', max_users: null });
    expect(tenantLimits(tenant({ max_meetings: 'x', max_users: '7' }))).toEqual({
      ...{ maxMeetings: undefined, maxUsers: 7, maxDuration: undefined },
    });
  });

  it('are told to the front-end with their number', () => {
    expect(limitReached({ owner: '', max: 9 }, 'users')).toMatchObject({
      key: 'maxConcurrent',
      message: 'This service has reached its limit of 9 concurrent users.',
    });
    expect(limitReached({ owner: 't1', max: 3 }, 'meetings').message).toBe(
      'This tenant has reached its limit of 3 concurrent meetings.',
    );
  });
});
