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

function escapeText(text: string): string {
  return text.replace(ILLEGAL, '').replace(SPECIAL, (found) => PREDEFINED[found] ?? '');
}

function render(value: unknown): string {
  if (value instanceof Xml) return value.toString();
  if (Array.isArray(value)) return value.map(render).join('');
  return value === undefined || value === null ? '' : escapeText(String(value));
}

/**
 * Template tag that builds XML: values are escaped and rid of characters illegal in XML 1.0, Xml is put in
 * as it is, arrays are joined, undefined and null are nothing.
 */
export function xml(strings: TemplateStringsArray, ...values: unknown[]): Xml {
  let text = strings[0] ?? '';
  for (const [i, value] of values.entries()) text += render(value) + (strings[i + 1] ?? '');
  return new Xml(text);
}

/**
 * `<name>content</name>`; undefined content: `<name/>`. A name that is not legal is made so, each wrong
 * character becoming `_`, since some names come from data (metadata keys). A colon counts as wrong: a
 * prefix that nobody declared is an error to readers that know namespaces.
 */
export function element(name: string, content: string | Xml | undefined): Xml {
  const tag = legalName(name);
  return new Xml(content === undefined ? `<${tag}/>` : `<${tag}>${render(content)}</${tag}>`);
}

const START =
  'A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const PLAIN_NAME = /^[A-Za-z_][\w.-]*$/;
const NOT_A_START = new RegExp(`^(?![${START}])`, 'u');
const NOT_IN_A_NAME = new RegExp(`[^${START}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f-\\u2040]`, 'gu');

function legalName(name: string): string {
  if (PLAIN_NAME.test(name)) return name;
  return name.replace(NOT_IN_A_NAME, '_').replace(NOT_A_START, '_');
}
