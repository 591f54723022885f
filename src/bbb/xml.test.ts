import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { element, Xml, xml } from './xml.ts';

/** What a strict reader makes of a document: its events, or an error thrown. */
function read(document: string): { names: string[]; text: string } {
  const parser = new SaxesParser({ xmlns: true });
  const names: string[] = [];
  let text = '';
  parser.on('opentag', (tag) => names.push(tag.name));
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(document).close();
  return { names, text };
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        ']]>',
        '<!--',
        '\0',
        '\r',
        '\n',
        '\ud800',
        '\udc00',
        '\ufffe',
        'x',
      ),
    )
    .map((pieces) => pieces.join('')),
);

describe('xml', () => {
  it('escapes values, passes Xml through, joins arrays and leaves out what is not there', () => {
    const inner = [element('b', '1'), element('b', '<')];
    expect(String(xml`<a x="${`"'`}">${'<&>'}${inner}${undefined}${null}${0}${false}</a>`)).toBe(
      '<a x="&quot;&#39;">&lt;&amp;&gt;<b>1</b><b>&lt;</b>0false</a>',
    );
  });

  it('drops what XML cannot say: control characters, lone surrogates, non-characters', () => {
    expect(String(xml`${'a\0\x08\x0b\x1f\ud800b\udc00\ufffe\uffff\t\n😀'}`)).toBe('ab\t\n😀');
  });

  it('comes back from a strict reader as it went in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const legal = [...text].filter((c) =>
          /[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(c),
        );
        expect(read(String(xml`<a>${text}</a>`)).text).toBe(legal.join(''));
      }),
    );
  });

  it('is safe inside an attribute too', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(read(String(xml`<a b="${text}"/>`)).names).toEqual(['a']);
      }),
    );
  });
});

describe('element', () => {
  it('is written short without content', () => {
    expect(String(element('a', undefined))).toBe('<a/>');
    expect(String(element('a', ''))).toBe('<a></a>');
    expect(String(element('a', new Xml('<b/>')))).toBe('<a><b/></a>');
  });

  it.each([
    ['gl-listed', 'gl-listed'],
    ['Prüfung', 'Prüfung'],
    ['a b', 'a_b'],
    ['dc:title', 'dc_title'],
    ['1st', '_1st'],
    ['-x', '_-x'],
    ['', '_'],
    ['a><script>', 'a__script_'],
    ['\ud800', '_'],
  ])('makes a legal name of "%s"', (name, legal) => {
    expect(String(element(name, undefined))).toBe(`<${legal}/>`);
  });

  it('never breaks the document, whatever the name', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, content) => {
        expect(read(String(xml`<r>${element(name, content)}</r>`)).names).toHaveLength(2);
      }),
    );
  });
});
