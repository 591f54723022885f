import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTaskCall, splitArguments } from './rake-arguments.ts';

describe('a task on the command line', () => {
  it('may stand alone, with empty brackets, or with arguments', () => {
    expect(parseTaskCall('servers')).toEqual({ name: 'servers', args: [] });
    expect(parseTaskCall('poll[]')).toEqual({ name: 'poll', args: [] });
    expect(parseTaskCall('servers:tag[bbb1,red]')).toEqual({ name: 'servers:tag', args: ['bbb1', 'red'] });
  });

  it('keeps its brackets together: a blank after a comma has split it in the shell', () => {
    expect(parseTaskCall('servers:add[https://bbb1/api,')).toBeUndefined();
    expect(parseTaskCall('secret]')).toBeUndefined();
    expect(parseTaskCall('')).toBeUndefined();
  });

  it('may have brackets and line ends inside an argument', () => {
    expect(parseTaskCall('servers:tag[bbb1,[a]]')?.args).toEqual(['bbb1', '[a]']);
    expect(parseTaskCall('servers:tag[bbb1,a\nb]')?.args).toEqual(['bbb1', 'a\nb']);
  });
});

describe('the arguments inside the brackets', () => {
  it.each([
    ['a,b', ['a', 'b']],
    [' a , b\t', ['a', 'b']],
    ['id,', ['id', '']],
    ['url,secret,,tag', ['url', 'secret', '', 'tag']],
    [',', ['', '']],
    ['a\\,b,c', ['a,b', 'c']],
    ['a\\b,\\n', ['a\\b', '\\n']],
    ['"id","x"', ['"id"', '"x"']],
  ])('%j are %j', (text, args) => {
    expect(splitArguments(text)).toEqual(args);
  });

  it('come back whole when their commas are escaped', () => {
    const value = fc.string().filter((text) => text.trim() === text && !text.includes('\\'));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        expect(splitArguments(values.map((text) => text.replaceAll(',', '\\,')).join(','))).toEqual(values);
      }),
    );
  });
});
