import { describe, expect, it } from 'vitest';
import { fieldsOf, inputOf, newServer } from './server-fields.ts';

describe('a server in a form', () => {
  it('becomes what the operations take', () => {
    const fields = { ...newServer, url: ' https://a/api ', secret: 's', maxMeetings: '80', tag: ' big ' };
    expect(inputOf(fields)).toEqual({
      ...{ url: 'https://a/api', secret: 's', load_multiplier: 1, tag: 'big' },
      ...{ max_meetings: 80, max_users: null, spare: false },
    });
  });

  it('keeps its secret when none is typed, and all else as it was', () => {
    const limits = { max_meetings: null, max_users: 400, spare: true };
    const figures = { meetings: 0, users: 0, largest_meeting: 0, videos: 0, load: 1, bbb_version: null };
    const own = {
      id: 'a',
      url: 'https://a/api',
      tag: null,
      load_multiplier: 1.5,
      state: 'enabled',
      online: true,
    } as const;
    expect(inputOf(fieldsOf({ ...own, ...limits, ...figures }))).toEqual({
      ...{ url: 'https://a/api', load_multiplier: 1.5, tag: null },
      ...limits,
    });
  });
});
