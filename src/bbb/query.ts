/** One parameter of a query or form body. `value` undefined: the name stood alone, as in `a&b=1`. */
export interface Param {
  readonly name: string;
  readonly value: string | undefined;
}

/** In the order received, repeated names kept. */
export type Params = readonly Param[];

/** Not valid percent-encoded UTF-8. The message never holds the query: it may carry a password. */
export class MalformedQuery extends Error {
  override readonly name = 'MalformedQuery';
}

/**
 * Reads `application/x-www-form-urlencoded` text (without `?`) without losing anything: order, repeats,
 * empty values and names without `=` are kept, only empty pieces (`a&&b`) are passed over.
 * `+` is a space, `;` an ordinary character. Throws MalformedQuery.
 */
export function parseQuery(raw: string): Param[] {
  const params: Param[] = [];
  for (let start = 0; start < raw.length; ) {
    let end = raw.indexOf('&', start);
    if (end < 0) end = raw.length;
    if (end > start) params.push(parseParam(raw.slice(start, end)));
    start = end + 1;
  }
  return params;
}

function parseParam(piece: string): Param {
  const equals = piece.indexOf('=');
  if (equals < 0) return { name: decodeComponent(piece), value: undefined };
  return { name: decodeComponent(piece.slice(0, equals)), value: decodeComponent(piece.slice(equals + 1)) };
}

function decodeComponent(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new MalformedQuery('not valid percent-encoded UTF-8', { cause });
  }
}

/**
 * Writes `application/x-www-form-urlencoded` text as browsers do: letters, digits and `*-._` stay, a space
 * becomes `+`, all else upper-case percent-encoded UTF-8; a lone surrogate becomes U+FFFD.
 */
export function encodeParams(params: Params): string {
  let text = '';
  for (const { name, value } of params) {
    if (text !== '') text += '&';
    text += encodeComponent(name);
    if (value !== undefined) text += `=${encodeComponent(value)}`;
  }
  return text;
}

function encodeComponent(text: string): string {
  if (/^[\w*.-]*$/.test(text)) return text;
  const encoded = encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+');
  // Left alone by encodeURIComponent, and seldom there.
  return /[!'()~]/.test(encoded) ? encoded.replace(/[!'()~]/g, percentEncoded) : encoded;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Of a repeated name the last wins. '' for a name without `=`; undefined: absent. */
export function lastValue(params: Params, name: string): string | undefined {
  const found = params.findLast((param) => param.name === name);
  return found && (found.value ?? '');
}
