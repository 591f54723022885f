import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCallbackYaml, writeCallbackYaml } from './callback-yaml.ts';

const written = (url: string): string => writeCallbackYaml({ recording_ready_url: url });

describe('the callback URLs of a meeting', () => {
  it('stand there plain when they are plain, else in quotes', () => {
    expect(written('https://a.example.com/b?c=d&e')).toBe(
      '---\n:recording_ready_url: https://a.example.com/b?c=d&e\n',
    );
    expect(written('https://a/#b: c')).toBe('---\n:recording_ready_url: "https://a/#b: c"\n');
    expect(writeCallbackYaml({})).toBe('--- {}\n');
  });

  it('hold no character that Ruby’s reader refuses or changes', () => {
    expect(written('\u007f\u0085\u2028\ufeff')).toBe(
      '---\n:recording_ready_url: "\\u007f\\u0085\\u2028\\ufeff"\n',
    );
  });

  it('are read as they were written, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (url) => {
        expect(readCallbackYaml(written(url))).toEqual({ recording_ready_url: url });
      }),
    );
  });
});
