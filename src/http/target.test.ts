import { describe, expect, it } from 'vitest';
import { readTarget } from './target.ts';

describe('a request line’s target', () => {
  it.each([
    ['/bigbluebutton/api/create?name=a%20b&checksum=1', '/bigbluebutton/api/create', 'name=a%20b&checksum=1'],
    ['/bigbluebutton/api//create?a=//b', '/bigbluebutton/api/create', 'a=//b'],
    ['/bigbluebutton/api/', '/bigbluebutton/api', ''],
    ['/', '', ''],
    ['//', '', ''],
    ['/a?b?c', '/a', 'b?c'],
    ['http://sl.example.com/bigbluebutton/api?x=1', '/bigbluebutton/api', 'x=1'],
    ['http://sl.example.com?x=1', '', 'x=1'],
    ['*', '*', ''],
  ])('%s is cut into path and query', (url, path, query) => {
    expect(readTarget(url)).toMatchObject({ path, query });
  });

  it('keeps its slashes, too, for who needs them', () => {
    expect(readTarget('http://sl.example.com//a//b/?c').received).toBe('//a//b/');
  });

  it('keeps percent-encoding as it came: checksums are over the raw query', () => {
    expect(readTarget('/x?a=%2f%2F+%7e')?.query).toBe('a=%2f%2F+%7e');
  });
});
