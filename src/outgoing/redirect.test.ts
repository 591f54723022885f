import { describe, expect, it } from 'vitest';
import { type Hop, redirected } from './redirect.ts';

const hop = (method: Hop['method'], url = 'http://lms/a?b=1', headers = {}): Hop => ({
  method,
  url,
  headers,
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('with %i takes a GET on', (status) => {
    expect(redirected(hop('GET'), status, 'https://lms/c?d=2')).toBe('https://lms/c?d=2');
    expect(redirected(hop('GET'), status, '/c')).toBe('http://lms/c');
  });

  it('takes a POST on where it stays one', () => {
    const to = [301, 302, 303, 307, 308].map((status) => redirected(hop('POST'), status, 'http://lms/c'));
    expect(to).toEqual([undefined, undefined, undefined, 'http://lms/c', 'http://lms/c']);
  });

  it.each([
    [200, 'http://lms/c'],
    [304, 'http://lms/c'],
    [302, undefined],
    [302, ['http://lms/c', 'http://lms/d']],
    [302, 'http://'],
  ])('is none with %i and the location %j', (status, location) => {
    expect(redirected(hop('GET'), status, location)).toBeUndefined();
  });

  it('leaves https never, and takes a token to the same host only', () => {
    expect(redirected(hop('GET', 'https://lms/a'), 302, 'http://lms/a')).toBeUndefined();
    const signed = hop('POST', 'http://lms/a', { Authorization: 'Bearer x' });
    expect(redirected(signed, 308, 'https://lms/a')).toBe('https://lms/a');
    expect(redirected(signed, 308, 'https://other/a')).toBeUndefined();
  });
});
