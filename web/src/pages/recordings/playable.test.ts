import { describe, expect, it } from 'vitest';
import { playable } from './playable.ts';

describe('the address of a player', () => {
  it.each(['/video/ID/', '/playback/presentation/2.3/ID', 'https://a.example.com/x'])(
    '%s is followed',
    (url) => expect(playable(url)).toBe(url),
  );

  it.each(['javascript:alert(1)', '//evil.example.com/x', '/\\evil.example.com', 'data:text/html,x', ''])(
    '%s is not',
    (url) => expect(playable(url)).toBeUndefined(),
  );
});
