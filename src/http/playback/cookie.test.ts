import { describe, expect, it } from 'vitest';
import { signJwt } from '../../bbb/jwt.ts';
import { opens, playbackCookie } from './cookie.ts';

const NOW = Date.UTC(2026, 0, 1);
const KEY = 'the secret key base';
const MINE = { recordId: 'rec-1', format: 'video' };
const OPTIONS = { key: KEY, lifetime: 360 * 60_000, now: NOW, prefix: '', userAgent: undefined };

function cookieOf(header: string): string {
  return header.split(';')[0] ?? '';
}

describe('the cookie of a protected recording', () => {
  it('is bound to its path, for the time that is configured', () => {
    const [pair, ...attributes] = playbackCookie(MINE, OPTIONS).split('; ');
    expect(pair).toMatch(/^recording_video_rec-1=[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(attributes).toEqual([
      'Path=/video/rec-1',
      'Max-Age=21600',
      'Expires=Thu, 01 Jan 2026 06:00:00 GMT',
      'Secure',
      'HttpOnly',
      'SameSite=None',
    ]);
  });

  it('says what it opens and for how long, and nothing else', () => {
    const body = cookieOf(playbackCookie(MINE, OPTIONS)).split('.')[1] ?? '';
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    expect(claims).toEqual({ sub: '/video/rec-1', exp: NOW / 1000 + 21_600 });
  });

  it('goes without SameSite to browsers that mishandle it', () => {
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/60.0.1.1 Safari/537.36';
    expect(playbackCookie(MINE, { ...OPTIONS, userAgent })).not.toContain('SameSite');
  });

  it('lies below what the installation lies below', () => {
    expect(playbackCookie(MINE, { ...OPTIONS, prefix: '/t/one' })).toContain('; Path=/t/one/video/rec-1;');
  });

  it('opens its recording among other cookies', () => {
    const cookie = cookieOf(playbackCookie(MINE, OPTIONS));
    expect(opens(cookie, MINE, KEY, NOW)).toBe(true);
    expect(opens(`a=b; recording_video_rec-1=old;${cookie}; c=d`, MINE, KEY, NOW)).toBe(true);
  });

  it('opens nothing else, and nothing when its time is over', () => {
    const cookie = cookieOf(playbackCookie(MINE, OPTIONS));
    const value = cookie.slice(cookie.indexOf('=') + 1);
    expect(opens(cookie, MINE, KEY, NOW + OPTIONS.lifetime)).toBe(false);
    expect(opens(cookie, MINE, 'another key', NOW)).toBe(false);
    expect(opens(cookie, { ...MINE, recordId: 'rec-2' }, KEY, NOW)).toBe(false);
    expect(opens(`recording_video_rec-2=${value}`, { ...MINE, recordId: 'rec-2' }, KEY, NOW)).toBe(false);
    expect(opens(`recording_podcast_rec-1=${value}`, { ...MINE, format: 'podcast' }, KEY, NOW)).toBe(false);
  });

  it.each([
    undefined,
    '',
    'recording_video_rec-1',
    'recording_video_rec-1=',
    `recording_video_rec-1=${signJwt({ sub: '/video/rec-1' }, KEY, 'HS256')}`,
    `recording_video_rec-1=${signJwt({ sub: '/video/rec-1', exp: NOW }, KEY, 'HS512')}`,
    `recording_video_rec-1=${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`,
  ])('is none when it is %j', (header) => {
    expect(opens(header, MINE, KEY, NOW)).toBe(false);
  });
});
