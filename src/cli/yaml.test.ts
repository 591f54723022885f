import { describe, expect, it } from 'vitest';
import { InvalidYaml, readYaml } from './yaml.ts';

/** The value of `secret:` in a document. */
function secret(written: string): unknown {
  const document = readYaml(`secret: ${written}\n`);
  return document instanceof Map ? document.get('secret') : undefined;
}

describe('reading YAML', () => {
  it.each(['1e5', '007', 'yes', 'No', '0x1F', '1_000', '12:30', '2026-11-21', '1.0', 'true', '.inf'])(
    'takes %s as it is written',
    (text) => {
      expect(secret(text)).toBe(text);
    },
  );

  it('takes nothing, ~ and null for not given, but not when they are quoted', () => {
    for (const nothing of ['', '~', 'null', 'NULL']) expect(secret(nothing)).toBeNull();
    for (const text of ['', '~', 'null']) expect(secret(`'${text}'`)).toBe(text);
  });

  it('understands the other ways to write a text', () => {
    expect(secret('"a\\u00e9b"')).toBe('aéb');
    expect(secret('|-\n  one\n  two')).toBe('one\ntwo');
    expect(secret('!!str 12')).toBe('12');
    expect(secret('a # a comment')).toBe('a');
  });

  it('keeps names that would be special in an object', () => {
    expect(readYaml('__proto__: {a: b}')).toEqual(new Map([['__proto__', new Map([['a', 'b']])]]));
  });

  it('follows aliases, within reason', () => {
    expect(readYaml('a: &x one\nb: *x')).toEqual(
      new Map([
        ['a', 'one'],
        ['b', 'one'],
      ]),
    );
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => [...pair])) {
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(',')}]`);
    }
    expect(() => readYaml(bomb.join('\n'))).toThrow(InvalidYaml);
  });

  it('takes over what a map is merged with', () => {
    const merged = readYaml('usual: &usual {tag: x, enabled: no}\nserver: {<<: *usual, secret: 007, tag: y}');
    const server = merged instanceof Map ? merged.get('server') : undefined;
    expect(Object.fromEntries(server)).toEqual({ enabled: 'no', secret: '007', tag: 'y' });
  });

  it('tells where a document is broken, but not what stands there', () => {
    expect(() => readYaml('servers:\n  a: {secret: hush')).toThrow(/^line \d+, column \d+$/);
    expect(() => readYaml('a: 1\na: 2')).toThrow(/^line 2, column 1: a name that is there already$/);
    expect(() => readYaml('a: 1\n---\nb: 2')).toThrow(InvalidYaml);
    expect(() => readYaml('a: *nobody')).toThrow(InvalidYaml);
  });

  it('survives a document that is nested beyond all reason', () => {
    expect(() => readYaml('['.repeat(100_000))).toThrow(InvalidYaml);
  });
});
