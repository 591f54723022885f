import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeParams, lastValue, MalformedQuery, type Param, parseQuery } from './query.ts';

const param = (name: string, value?: string): Param => ({ name, value });

describe('parseQuery', () => {
  it('keeps order, repeats, empty values and names without a value', () => {
    expect(parseQuery('b=1&a=2&b=3&c=&d&=e')).toEqual([
      param('b', '1'),
      param('a', '2'),
      param('b', '3'),
      param('c', ''),
      param('d'),
      param('', 'e'),
    ]);
  });

  it('passes over empty pieces and finds nothing in nothing', () => {
    expect(parseQuery('&&a=1&&')).toEqual([param('a', '1')]);
    expect(parseQuery('')).toEqual([]);
  });

  it('splits at the first equals sign and not at semicolons', () => {
    expect(parseQuery('a=b=c;d=e')).toEqual([param('a', 'b=c;d=e')]);
  });

  it('reads plus as a space and percent-encoded UTF-8, NUL included', () => {
    expect(parseQuery('na+me=J%C3%BCrgen+%2B%26%3d%00%F0%9F%98%80')).toEqual([
      param('na me', 'Jürgen +&=\0😀'),
    ]);
  });

  it('is not confused by an escaped parameter among plain ones', () => {
    expect(parseQuery('a=1&b=%31&c=1')).toEqual([param('a', '1'), param('b', '1'), param('c', '1')]);
  });

  it.each([
    'a=%',
    'a=%2',
    'a=%zz',
    'a=%C3',
    'a=%C3%28',
    'a=%C0%80',
    'a=%ED%A0%80',
    'a=%F4%90%80%80',
    '%FF=1',
  ])('refuses %s', (raw) => {
    expect(() => parseQuery(raw)).toThrow(MalformedQuery);
  });

  it('reads every well-formed query as browsers do', () => {
    const piece = fc.array(
      fc.constantFrom('a', '&', '=', '+', '%41', '%C3%A4', '%26', ';', '%00', 'é', '/', '?', '#', '.'),
    );
    fc.assert(
      fc.property(piece, (pieces) => {
        const raw = pieces.join('');
        const ours = parseQuery(raw).map(({ name, value }) => [name, value ?? '']);
        // A leading `?` is cut off by URLSearchParams: give it one to cut.
        expect(ours).toEqual([...new URLSearchParams(`?${raw}`)]);
      }),
    );
  });
});

describe('encodeParams', () => {
  it('writes a space as plus and keeps only letters, digits and *-._', () => {
    expect(encodeParams([param('a b', "~!'()*-._ü/"), param('c'), param('d', '')])).toBe(
      'a+b=%7E%21%27%28%29*-._%C3%BC%2F&c&d=',
    );
  });

  it('writes a lone surrogate as the replacement character', () => {
    expect(encodeParams([param('a', '\ud83d')])).toBe('a=%EF%BF%BD');
  });

  const anyParam = fc.record({
    name: fc.string({ unit: 'binary', minLength: 1 }),
    value: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
  });

  it('is undone by parsing, whatever the parameters', () => {
    fc.assert(
      fc.property(fc.array(anyParam), (params) => {
        expect(parseQuery(encodeParams(params))).toEqual(params);
      }),
    );
  });

  it('agrees with browsers on every parameter that has a value', () => {
    const anyUnits = fc
      .array(fc.integer({ min: 0, max: 0xffff }))
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.array(fc.tuple(anyUnits, anyUnits)), (pairs) => {
        const params = pairs.map(([name, value]) => param(name, value));
        expect(encodeParams(params)).toBe(new URLSearchParams(pairs).toString());
      }),
    );
  });
});

describe('lastValue', () => {
  const params = parseQuery('a=1&a=2&b');
  it('lets the last of a repeated name win', () => expect(lastValue(params, 'a')).toBe('2'));
  it('is empty for a name alone', () => expect(lastValue(params, 'b')).toBe(''));
  it('is undefined for an absent name', () => expect(lastValue(params, 'c')).toBeUndefined());
});
