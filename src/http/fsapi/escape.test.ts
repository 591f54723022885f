import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { askAgain, askForPin, bridge } from './dialplan.ts';
import { freeSwitchText, regexText } from './escape.ts';

const LIMITS = { minDigits: 5, maxDigits: 9, maxSeconds: 60 };

/** The characters that matter, together more often than chance would have it. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '$',
        '{',
        '}',
        '\\',
        '"',
        "'",
        '<',
        '>',
        '&',
        '\u0000',
        '\u0001',
        '\ud800',
        ']]>',
        '\n',
        'system ls',
        '￾',
      ),
    )
    .map((parts) => parts.join('')),
);

interface Told {
  /** The elements' names in order. */
  readonly structure: string;
  readonly attributes: string[];
}

function read(document: string): Told {
  const names: string[] = [];
  const attributes: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    names.push(`${tag.name}(${Object.keys(tag.attributes).join(' ')})`);
    attributes.push(...Object.values(tag.attributes).map(String));
  });
  parser.on('closetag', ({ name }) => names.push(`/${name}`));
  parser.write(document).close();
  return { structure: names.join(' '), attributes };
}

/** A variable that FreeSWITCH would expand, but for the one of ours. */
const EXPANDED = /(?<!\\)(\\\\)*\$\{(?!pin\} XML public$)/;

describe('what callers and front-ends say', () => {
  it('reaches FreeSWITCH as text, whatever it is', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, (destination, meetingId, callerName, pin) => {
        const call = { meetingId, callerName, pin, host: 'bbb1.example.com' };
        const plain = { meetingId: 'a', callerName: 'b', pin: '1', host: 'c' };
        for (const [document, model] of [
          [askForPin(destination, LIMITS), askForPin('1', LIMITS)],
          [askAgain(destination, LIMITS), askAgain('1', LIMITS)],
          [bridge(destination, call), bridge('1', plain)],
        ] as const) {
          const told = read(document);
          expect(told.structure).toBe(read(model).structure);
          expect(told.attributes.filter((value) => EXPANDED.test(value))).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is escaped as FreeSWITCH reads it', () => {
    const open = `$${'{'}`;
    expect(freeSwitchText(`${open}system rm}`)).toBe(`\\${open}system rm}`);
    expect(freeSwitchText(`a\\${open}b}`)).toBe(`a\\\\\\${open}b}`);
    expect(freeSwitchText('$\u0001{b}')).toBe(`\\${open}b}`);
    expect(freeSwitchText('$1 {2}')).toBe('$1 {2}');
  });

  it('stands for itself in a regular expression', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const expression = new RegExp(`^${regexText(text)}$`);
        expect(expression.test(text)).toBe(true);
        expect(expression.test(other)).toBe(text === other);
      }),
    );
    expect(regexText('+49 (30) 1-2')).toBe('\\+49\\ \\(30\\)\\ 1\\-2');
  });
});
