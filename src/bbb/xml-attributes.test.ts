import { describe, expect, it } from 'vitest';
import { readAttributes } from './xml-attributes.ts';
import { ANY_NAME, scan, want } from './xml-scan.ts';

function attributes(xml: string): Record<string, string> | undefined {
  const buffer = Buffer.from(xml);
  let found: Record<string, string> | undefined;
  const wanted = [want('a', [want(ANY_NAME)])];
  const wellFormed = scan(buffer, wanted, (element) => {
    found ??= Object.fromEntries(readAttributes(buffer, element));
  });
  return wellFormed ? found : undefined;
}

describe('the attributes of an element', () => {
  it('are read with either quote and blanks around, their references resolved', () => {
    expect(attributes(`<a><b one="1" zwö = 'é &amp; &#x1F600; "x"'\n three=">" /></a>`)).toEqual({
      one: '1',
      zwö: 'é & 😀 "x"',
      three: '>',
    });
  });

  it('are none when there are none, whatever the element holds', () => {
    expect(attributes('<a><b>c="d"</b></a>')).toEqual({});
  });

  it('have blanks for line ends, as XML says', () => {
    expect(attributes('<a><b c="d\r\ne\tf"/></a>')).toEqual({ c: 'd e f' });
  });
});
