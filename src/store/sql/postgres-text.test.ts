import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encode, encodeJson } from './postgres-text.ts';

const character = fc.constantFrom('\0', '\uE000', '0', '1', 'a', '💥');
const texts = fc.array(character).map((list) => list.join(''));

describe('a text for PostgreSQL', () => {
  it('comes back as it was, and holds no NUL', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const [sent] = [encode(text)];
        expect(sent).not.toContain('\0');
        expect(decodeText(String(sent))).toBe(text);
      }),
    );
  });

  it('goes through JSON as it would go by itself', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const sent = String(encode(encodeJson({ text })));
        expect(sent).not.toMatch(/\0|\\u0000/);
        expect(JSON.parse(sent)).toEqual({ text: encode(text) });
      }),
    );
    expect(JSON.parse(encodeJson(['\ud83d', '\\u0000']))).toEqual(['\ufffd', '\\u0000']);
  });

  it('is another for another', () => {
    fc.assert(fc.property(texts, texts, (a, b) => (encode(a) === encode(b)) === (a === b)));
  });

  it('is sent as it is when it has nothing odd', () => {
    expect(encode('Räume & so 💥')).toBe('Räume & so 💥');
    expect(encode(['a', '\0'])).toEqual(['a', '\uE0000']);
    expect([encode(1), encode(null), encode(true)]).toEqual([1, null, true]);
  });
});
