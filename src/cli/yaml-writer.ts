import { decimal } from '../cluster/decimal.ts';

/** What can stand in a map: text is quoted where it must be, numbers are written with a fraction. */
export type YamlValue = string | number | boolean | YamlMap;
export type YamlMap = Map<string, YamlValue>;

/** A document of one block-style map, lines without their ends. */
export function yamlDocument(map: YamlMap): string[] {
  return ['---', ...mapLines(map, '')];
}

function mapLines(map: YamlMap, indent: string): string[] {
  return [...map].flatMap(([key, value]) => {
    const name = `${indent}${scalar(key)}:`;
    if (!(value instanceof Map)) return [`${name} ${plainOrQuoted(value)}`];
    return value.size === 0 ? [`${name} {}`] : [name, ...mapLines(value, `${indent}  `)];
  });
}

function plainOrQuoted(value: Exclude<YamlValue, YamlMap>): string {
  if (typeof value === 'number') return decimal(value);
  return typeof value === 'boolean' ? String(value) : scalar(value);
}

/** Text that every YAML reader takes for this text: plain where that is safe, else quoted. */
export function scalar(text: string): string {
  if (isPlain(text)) return text;
  if (PRINTABLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `"${text.toWellFormed().replace(UNSAFE, escaped)}"`;
}

const PRINTABLE = /^[ \p{L}\p{M}\p{N}\p{P}\p{S}]*$/u;

/** What can't stand as it is between double quotes. */
const UNSAFE = /["\\]|[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/gu;

function escaped(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

function isPlain(text: string): boolean {
  if (!/^[\p{L}\p{N}_/]/u.test(text) || !PRINTABLE.test(text)) return false;
  return !/: |:$| #| $/.test(text) && !OTHER_THINGS.some((pattern) => pattern.test(text));
}

/** What YAML 1.1, 1.2 or Ruby's reader takes for something else than text. */
const OTHER_THINGS: readonly RegExp[] = [
  /^(null|true|false|yes|no|on|off|y|n)$/i,
  // Numbers, with Ruby's and 1.1's separators in them; some take `E0` for one.
  /^[0-9_,.]*(e[-+]?[0-9]+)?$/i,
  /^0[xob][0-9a-f_,]+$/i,
  // Base 60, which is also how times look.
  /^[0-9][0-9_,]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/,
  // Dates, and all that begins like one.
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/,
];
