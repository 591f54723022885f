import { describe, expect, it } from 'vitest';
import { limitFieldsOf, limitsIn, newSecret, totalOf } from './tenant-fields.ts';

describe('a tenant in a form', () => {
  it('has limits, of which an empty one is none', () => {
    const limits = { max_meetings: 20, max_users: null, max_duration: 0 };
    const tenant = { id: 't', name: 'school', enabled: true, lrs: {}, ...limits };
    const fields = limitFieldsOf(tenant);
    expect(fields).toEqual({ max_meetings: '20', max_users: '', max_duration: '0' });
    expect(limitsIn(fields)).toEqual(limits);
  });

  it('gets a secret that nobody guesses', () => {
    expect(newSecret()).toMatch(/^[0-9a-f]{64}$/);
    expect(newSecret()).not.toBe(newSecret());
  });

  it('used what it used on all days together', () => {
    const day = { meetings: 2, minutes: 90, participants: 7 };
    expect(totalOf([day, day])).toEqual({ meetings: 4, minutes: 180, participants: 14 });
    expect(totalOf([])).toEqual({ meetings: 0, minutes: 0, participants: 0 });
  });
});
