import { describe, expect, it } from 'vitest';
import { BbbError } from '../../bbb/errors.ts';
import { parseQuery } from '../../bbb/query.ts';
import { idOf, neededObject, objectIn, tagOf, textOf } from './fields.ts';

describe('the object of a body', () => {
  it('is the one named, or else the body itself', () => {
    expect(objectIn({ server: { url: 'a' }, url: 'b' }, 'server')).toEqual({ url: 'a' });
    expect(objectIn({ url: 'b' }, 'server')).toEqual({ url: 'b' });
    expect(objectIn({ server: 'a', url: 'b' }, 'server')).toEqual({});
  });

  it.each([{}, { server: {} }, { server: null }, { server: [1] }])('is missing in %j', (body) => {
    expect(() => neededObject(body, 'server')).toThrow(BbbError);
  });
});

describe('a field', () => {
  it.each([
    ['text', 'text'],
    [' blanks \n', 'blanks'],
    [2.5, '2.5'],
    [true, 'true'],
    ['', undefined],
    [' ', undefined],
    [null, undefined],
    [['text'], undefined],
    [{}, undefined],
    [undefined, undefined],
    ['half \ud800', 'half \ufffd'],
  ])('%j is read as %j', (value, text) => {
    expect(textOf({ name: value }, 'name')).toBe(text);
  });

  it('with a tag removes it when it is empty', () => {
    expect(tagOf({ tag: 'a' })).toEqual({ tag: 'a' });
    expect(tagOf({ tag: ' ' })).toHaveProperty('tag', undefined);
    expect(tagOf({ tag: null })).not.toHaveProperty('tag');
    expect(tagOf({})).not.toHaveProperty('tag');
  });
});

describe('an id', () => {
  it.each([
    ['id=a', {}, 'a'],
    ['id=a', { id: 'b' }, 'a'],
    ['id=', { id: 'b' }, 'b'],
    ['', { id: 7 }, '7'],
    ['', {}, ''],
  ])('comes in the query %j, which is signed, or the body %j', (query, body, id) => {
    expect(idOf({ query: parseQuery(query), body })).toBe(id);
  });
});
