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
  // The next one, sought anew only when it is passed: a thousand names without any would be a thousand searches.
  let equals = raw.indexOf('=');
  for (let start = 0; start < raw.length; ) {
    let end = raw.indexOf('&', start);
    if (end < 0) end = raw.length;
    if (equals >= 0 && equals < start) equals = raw.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (end > start) {
      const name = decodeComponent(raw.slice(start, nameEnd));
      params.push({ name, value: nameEnd < end ? decodeComponent(raw.slice(nameEnd + 1, end)) : undefined });
    }
    start = end + 1;
  }
  return params;
}

function decodeComponent(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
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
