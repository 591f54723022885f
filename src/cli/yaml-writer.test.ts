import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readYaml } from './yaml.ts';
import { scalar, yamlDocument } from './yaml-writer.ts';

describe('text in YAML', () => {
  it.each([
    'https://bbb1.example.com/bigbluebutton/api',
    '02bff3a7-c95f-49d3-b1e5-c53eddd4dd68',
    '1bdce5cbab581f3f20b199b970e53ae3c9d9df6392f79589bd58be020ed14535',
    'bbb1.example.com',
    'two words',
    '3.0.19-beta.1',
    'Köln',
  ])('%s stands as it is', (text) => {
    expect(scalar(text)).toBe(text);
  });

  it.each([
    ...['', '~', 'null', 'NULL', 'true', 'False', 'yes', 'No', 'on', 'OFF', 'y', 'N'],
    ...['0', '007', '42', '-1', '+5', '1_000', '1,000', '0x1F', '0b101', '0o17', '12:30', '190:20:30.15'],
    ...['1e5', '123e45', '1.5', '1.5e+3', '.5', '.inf', '-.INF', '.NaN', '3.0', '3.0.19'],
    ...['2026-11-21', '2026-11-21 18:31:02', '=', '<<', '-', '---', '- a', '? a', '!tag', '&a', '*a'],
    ...['a: b', 'a:', 'a #b', '#a', '@a', '`a', '%a', ':sym', '{a', '[a', '"a"', ' a', 'a ', '|', '>'],
  ])('%j is quoted', (text) => {
    expect(scalar(text)).toBe(`'${text}'`);
  });

  it('has a quote in it doubled', () => {
    expect(scalar("'it's")).toBe("'''it''s'");
  });

  it('is escaped when it holds what no line can', () => {
    expect(scalar('a\nb\t"c"\\\u0085\u2028')).toBe('"a\\u000ab\\u0009\\"c\\"\\\\\\u0085\\u2028"');
    expect(scalar('\u{10ffff}')).toBe('"\\U0010ffff"');
  });

  it('is read back as it was by a reader of YAML 1.1, one of 1.2, and our own', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-+.0-9_:,eExXoObB]{1,8}$/),
    );
    fc.assert(
      fc.property(text, (given) => {
        const document = `${yamlDocument(new Map([['key', given]])).join('\n')}\n`;
        const expected = given.toWellFormed();
        expect(parse(document, { version: '1.1' })).toEqual({ key: expected });
        expect(parse(document, { version: '1.2' })).toEqual({ key: expected });
        expect(readYaml(document)).toEqual(new Map([['key', expected]]));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a YAML document', () => {
  it('is written in block style, numbers with a fraction', () => {
    const server = new Map<string, string | number | boolean>([
      ['url', 'https://a/b'],
      ['load_multiplier', 2],
      ['tag', ''],
      ['enabled', true],
    ]);
    const document = new Map([['servers', new Map([['yes', server]])]]);
    expect(yamlDocument(document)).toEqual([
      '---',
      'servers:',
      "  'yes':",
      '    url: https://a/b',
      '    load_multiplier: 2.0',
      "    tag: ''",
      '    enabled: true',
    ]);
  });

  it('says so when a map is empty', () => {
    expect(yamlDocument(new Map([['servers', new Map()]]))).toEqual(['---', 'servers: {}']);
  });
});
