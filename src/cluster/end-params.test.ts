import { describe, expect, it } from 'vitest';
import { parseQuery } from '../bbb/query.ts';
import { readEndNotice } from './end-notice.ts';
import { createEndUrls, withOwnEnds } from './end-params.ts';
import { createOwnSignature } from './own-signature.ts';

const config = {
  urlHost: 'sl.example.com',
  interceptEndCallback: true,
  secretKeyBase: undefined,
  secrets: ['a-secret'],
};

function ends(query: string) {
  const { params, refused } = withOwnEnds(
    parseQuery(query),
    (param, frontEnd) => `OURS ${param} for ${frontEnd ?? 'nobody'}`,
    (url) => url.startsWith('https://'),
  );
  return { told: params.map(({ name, value }) => `${name}=${value}`), refused };
}

describe('the end of a meeting', () => {
  it('is told to us though the front-end does not ask', () => {
    expect(ends('meetingID=a&meta_x=1')).toEqual({
      told: ['meetingID=a', 'meta_x=1', 'meetingEndedURL=OURS meetingEndedURL for nobody'],
      refused: [],
    });
  });

  it('is told to us in place of the front-end', () => {
    expect(ends('meetingEndedURL=https://lms/a?t=1&b=2&meta_endCallbackUrl=https://lms/c')).toEqual({
      told: [
        'meetingEndedURL=OURS meetingEndedURL for https://lms/a?t=1',
        'b=2',
        'meta_endCallbackUrl=OURS meta_endCallbackUrl for https://lms/c',
      ],
      refused: [],
    });
  });

  it('is told to nobody but us behind our back: by repeats, or by metadata in other letters', () => {
    const query =
      'meetingEndedURL=https://a&meta_ENDCALLBACKURL=https://b&meetingEndedURL=https://c&meta_endcallbackurl=https://d';
    expect(ends(query).told).toEqual([
      'meetingEndedURL=OURS meetingEndedURL for https://c',
      'meta_endCallbackUrl=OURS meta_endCallbackUrl for https://d',
    ]);
  });

  it('is told to nobody at a URL that is not called', () => {
    expect(ends('meetingEndedURL=http://169.254.169.254/&meta_endCallbackUrl=ftp://lms')).toEqual({
      told: ['meetingEndedURL=OURS meetingEndedURL for nobody'],
      refused: ['meetingEndedURL', 'meta_endCallbackUrl'],
    });
    expect(ends('meetingEndedURL=+&meta_endCallbackUrl=')).toEqual({
      told: ['meetingEndedURL=OURS meetingEndedURL for nobody'],
      refused: [],
    });
  });

  it.each([
    ['of letters', 'x'.repeat(40_000)],
    ['of what JSON escapes', '\\'.repeat(20_000)],
    ['of what takes more bytes', 'ü'.repeat(20_000)],
  ])('is told to nobody at a URL %s that is too long for ours to carry it', (_what, letters) => {
    expect(ends(`meetingEndedURL=https://lms/${encodeURIComponent(letters)}`)).toEqual({
      told: ['meetingEndedURL=OURS meetingEndedURL for nobody'],
      refused: ['meetingEndedURL'],
    });
  });

  it('is told at an address of ours that says of which meeting, where, since when, and whom to tell', () => {
    const about = { serverId: 'bbb1', meetingId: 'room', ownId: undefined, url: 'https://lms/a' };
    const notice = { ...about, param: 'meetingEndedURL' } as const;
    const urlFor = createEndUrls(config, () => 1000);
    const url = new URL(urlFor?.({ tenant: undefined, prefix: '' }, notice) ?? '');
    expect(url.origin + url.pathname).toBe('https://sl.example.com/bigbluebutton/api/meeting_ended_callback');
    const signature = createOwnSignature(config);
    expect(signature && readEndNotice(signature, url.searchParams.get('about') ?? '')).toEqual({
      ...notice,
      createdAt: 1000,
    });
    const of = (prefix: string) => urlFor?.({ tenant: { name: 'one' }, prefix }, notice)?.split('/big')[0];
    expect([of(''), of('/t/one')]).toEqual(['https://one.sl.example.com', 'https://sl.example.com/t/one']);
  });

  it('is told to the front-ends by BBB where it can’t be told to us, or is not to be', () => {
    for (const change of [{ urlHost: undefined }, { interceptEndCallback: false }, { secrets: [] }])
      expect(createEndUrls({ ...config, ...change }, () => 1000)).toBeUndefined();
  });
});
