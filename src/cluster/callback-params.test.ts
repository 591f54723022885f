import { describe, expect, it } from 'vitest';
import { parseQuery } from '../bbb/query.ts';
import { interceptCallbacks } from './callback-params.ts';

const HOST = 'sl.example.com';
const mayCall = (url: string) => /^https?:/.test(url) && !url.includes('169.254');
const OURS = `https://${HOST}/bigbluebutton/api/analytics_callback`;

function intercept(query: string, address: { tenant?: { name: string }; prefix?: string } = {}) {
  const own = { urlHost: HOST, tenant: undefined, prefix: '', mayCall, ...address };
  const { params, urls, refused } = interceptCallbacks(parseQuery(query), own);
  return { told: params.map(({ name, value }) => `${name}=${value}`), urls, refused };
}

describe('the callback URLs of a create', () => {
  it('are left alone when there are none', () => {
    expect(intercept('meetingID=a&meta_x=http://lms')).toEqual({
      told: ['meetingID=a', 'meta_x=http://lms'],
      urls: {},
      refused: [],
    });
  });

  it('are kept, and BBB is told ours for analytics, in its place', () => {
    expect(intercept('a=1&meta_analytics-callback-url=https://lms/a?t=1&b=2')).toEqual({
      told: ['a=1', `meta_analytics-callback-url=${OURS}`, 'b=2'],
      urls: { analytics_callback_url: 'https://lms/a?t=1' },
      refused: [],
    });
  });

  it('name the tenant by whose host BBB is to answer', () => {
    const { told } = intercept('meta_analytics-callback-url=https://lms/a', { tenant: { name: 'one' } });
    expect(told).toEqual([
      `meta_analytics-callback-url=https://one.${HOST}/bigbluebutton/api/analytics_callback`,
    ]);
  });

  it('name the tenant in the path when it was named there, whose host need not exist', () => {
    const query = 'meta_analytics-callback-url=https://lms/a';
    const { told } = intercept(query, { tenant: { name: 'one' }, prefix: '/t/one' });
    expect(told).toEqual([
      `meta_analytics-callback-url=https://${HOST}/t/one/bigbluebutton/api/analytics_callback`,
    ]);
  });

  it.each([
    ['meta_bn-recording-ready-url=http://bn&meta_bbb-recording-ready-url=http://bbb', 'http://bn'],
    ['meta_canvas-recording-ready-url=http://c&meta_bbb-recording-ready-url=http://bbb', 'http://bbb'],
    ['meta_canvas-recording-ready-url=http://c', 'http://c'],
    ['meta_bn-recording-ready-url=&meta_bbb-recording-ready-url=http://bbb', 'http://bbb'],
  ])('for recordings, %s, are kept and not told', (query, url) => {
    expect(intercept(query)).toEqual({ told: [], urls: { recording_ready_url: url }, refused: [] });
  });

  it('for analytics stay with BBB when nobody knows what host we are', () => {
    const { params, urls } = interceptCallbacks(
      parseQuery('meta_analytics-callback-url=https://lms/a&meta_bn-recording-ready-url=https://lms/r'),
      { urlHost: undefined, tenant: undefined, prefix: '', mayCall },
    );
    expect(params).toEqual([{ name: 'meta_analytics-callback-url', value: 'https://lms/a' }]);
    expect(urls).toEqual({ recording_ready_url: 'https://lms/r' });
  });

  it.each(['ftp://lms/a', 'file:///etc/passwd', 'javascript:alert(1)', '//lms/a', 'http://169.254.169.254/'])(
    'that are not called, as %j, are neither kept nor told',
    (url) => {
      const query = `meta_analytics-callback-url=${encodeURIComponent(url)}&meta_bn-recording-ready-url=${encodeURIComponent(url)}`;
      const refused = ['analytics_callback_url', 'recording_ready_url'];
      expect(intercept(query)).toEqual({ told: [], urls: {}, refused });
    },
  );

  it.each(['', '+'])('that are blank are none', (blank) => {
    const query = `meta_analytics-callback-url=${blank}&meta_bn-recording-ready-url=${blank}`;
    expect(intercept(query)).toEqual({ told: [], urls: {}, refused: [] });
  });
});
