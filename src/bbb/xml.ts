import { toLegalName } from './xml-names.ts';

/** A fragment of XML that is escaped already. */
export class Xml {
  readonly #text: string;

  constructor(escaped: string) {
    this.#text = escaped;
  }

  toString(): string {
    return this.#text;
  }
}

const PREDEFINED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // Readers turn a bare carriage return into a line feed.
  '\r': '&#13;',
};

/** What XML 1.0 has no way to say, lone surrogates among it. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const SPECIAL = /[&<>"'\r]/g;
/** None of either, as most texts are: told at one look. */
const PLAIN = /^[\t\n !#-%(-;=?-\ud7ff\ue000-\ufffd]*$/;

/** The text without the characters that are illegal in XML 1.0. */
export function legalText(text: string): string {
  return text.replace(ILLEGAL, '');
}

function escapeText(text: string): string {
  if (PLAIN.test(text)) return text;
  return legalText(text).replace(SPECIAL, (found) => PREDEFINED[found] ?? '');
}

function render(value: unknown): string {
  if (value instanceof Xml) return value.toString();
  if (typeof value === 'string') return escapeText(value);
  if (Array.isArray(value)) return value.map(render).join('');
  return value === undefined || value === null ? '' : escapeText(String(value));
}

/**
 * Template tag that builds XML: values are escaped and rid of characters illegal in XML 1.0, Xml is put in
 * as it is, arrays are joined, undefined and null are nothing.
 */
export function xml(strings: TemplateStringsArray, ...values: unknown[]): Xml {
  let text = strings[0] ?? '';
  for (let i = 0; i < values.length; i++) text += render(values[i]) + (strings[i + 1] ?? '');
  return new Xml(text);
}

/** `<name>content</name>`; undefined content: `<name/>`. Names from data (metadata keys) are made legal. */
export function element(name: string, content: string | Xml | undefined): Xml {
  const tag = toLegalName(name);
  return new Xml(content === undefined ? `<${tag}/>` : `<${tag}>${render(content)}</${tag}>`);
}
