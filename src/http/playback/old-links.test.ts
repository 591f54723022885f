import { describe, expect, it } from 'vitest';
import { oldLink } from './old-links.ts';

describe('an old link', () => {
  it.each([
    [
      '/playback/presentation/playback.html',
      'meetingId=X',
      301,
      '/playback/presentation/0.81/playback.html?meetingId=X',
    ],
    [
      '/playback/presentation/2.0/playback.html',
      'meetingId=X',
      301,
      '/playback/presentation/2.3/X?meetingId=X',
    ],
    [
      '/playback/presentation/2.0/playback.html',
      't=5m&meetingId=a%2Fb',
      301,
      '/playback/presentation/2.3/a%2Fb?t=5m&meetingId=a%2Fb',
    ],
    ['/playback/video/X', '', 307, '/video/X'],
    ['/playback/video/X/', 't=1', 307, '/video/X/?t=1'],
    ['/playback/video/X/a/b', '', 307, '/video/X/a/b'],
    ['/recording/screenshare/X', 'a=b&c', 307, '/screenshare/X?a=b&c'],
  ] as const)('%s?%s: %d to %s', (path, query, status, location) => {
    expect(oldLink(path, query)).toEqual({ status, location });
  });

  it.each([
    ['/playback/presentation/2.0/playback.html', ''],
    ['/playback/presentation/2.0/playback.html', 'meetingId='],
    ['/playback/presentation/2.0/playback.html', 'meetingId=%zz'],
    ['/playback/presentation/2.3/X', ''],
    ['/playback/video', ''],
    ['/playback/video//evil.example.com', ''],
    ['/playback/videos/X', ''],
    ['/recording/screenshare', ''],
    ['/recording/screenshare/X/video', ''],
    ['/recording/X/screenshare', ''],
  ])('is not %s?%s', (path, query) => {
    expect(oldLink(path, query)).toBeUndefined();
  });
});
