import { describe, expect, it } from 'vitest';
import { choose } from './placement.ts';
import type { AdminState } from './server.ts';
import { parseTag } from './tags.ts';

interface Candidate {
  readonly id: string;
  readonly state: AdminState;
  readonly load: number | undefined;
  readonly tag: string | undefined;
}

function server(
  id: string,
  load: number | undefined,
  tag?: string,
  state: AdminState = 'enabled',
): Candidate {
  return { id, load, tag, state };
}

function chosen(servers: Candidate[], tag = '', rest: { exclude?: string[]; suspects?: string[] } = {}) {
  const { exclude = [], suspects = [] } = rest;
  const request = { tag: parseTag(tag), exclude: new Set(exclude), suspects: new Set(suspects) };
  return choose(servers, request)?.id;
}

describe('a new meeting goes to', () => {
  const pool = [
    server('c', 3),
    server('b', 1),
    server('a', 1),
    server('gpu', 0, 'gpu'),
    server('lab', 5, 'lab'),
  ];

  it('the untagged server of lowest load, the first by id among equals', () => {
    expect(chosen(pool)).toBe('a');
    expect(chosen(pool, '!')).toBe('a');
    expect(chosen(pool, 'none')).toBe('a');
  });

  it('no server that is cordoned, disabled or without a load', () => {
    expect(
      chosen([
        server('x', 1, undefined, 'cordoned'),
        server('y', 1, undefined, 'disabled'),
        server('z', undefined),
      ]),
    ).toBe(undefined);
  });

  it('the least loaded of several tags', () => {
    expect(chosen(pool, 'lab;gpu')).toBe('gpu');
    expect(chosen(pool, 'lab;none')).toBe('a');
    expect(chosen(pool, 'lab;GPU')).toBe('lab');
  });

  it('an untagged one when no wanted tag is available, unless it is required', () => {
    expect(chosen(pool, 'moon')).toBe('a');
    expect(chosen(pool, 'moon!')).toBe(undefined);
    expect(chosen([server('gpu', 0, 'gpu')], 'moon')).toBe(undefined);
  });

  it('a suspect only when nothing else of its rank is left', () => {
    expect(chosen(pool, '', { suspects: ['a', 'b'] })).toBe('c');
    expect(chosen(pool, '', { suspects: ['a', 'b', 'c'] })).toBe('a');
    expect(chosen(pool, 'gpu', { suspects: ['gpu'] })).toBe('gpu');
  });

  it('none that was tried already', () => {
    expect(chosen(pool, '', { exclude: ['a', 'b'] })).toBe('c');
    expect(chosen(pool, 'gpu', { exclude: ['gpu'] })).toBe('a');
    expect(chosen(pool, 'gpu!', { exclude: ['gpu'] })).toBe(undefined);
  });

  it('the first by the bytes of its id, as the stores sort', () => {
    expect(chosen([server('\u{1f600}', 1), server('\uffee', 1), server('z', 1), server('Z', 1)])).toBe('Z');
    expect(chosen([server('\u{1f600}', 1), server('\uffee', 1)])).toBe('\uffee');
  });
});

describe('a server tag', () => {
  it.each([
    [undefined, [undefined], true, ''],
    ['', [undefined], true, ''],
    [' ! ', [undefined], true, ''],
    ['gpu', ['gpu'], false, 'gpu'],
    ['gpu!', ['gpu'], true, 'gpu'],
    ['a; b;;none!', ['a', 'b', undefined], true, 'a; b;;none'],
    ['None', ['None'], false, 'None'],
  ])('%j is read', (value, tags, required, text) => {
    expect(parseTag(value)).toEqual({ tags, required, text });
  });
});
