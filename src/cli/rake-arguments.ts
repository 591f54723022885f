/** A task as it was asked for: `servers:add[url,secret]`. */
export interface TaskCall {
  readonly name: string;
  /** As given; '' where nothing stood between the commas. None at all: no brackets, or empty ones. */
  readonly args: readonly string[];
}

/** Undefined: not of the form `name` or `name[a,b]`. */
export function parseTaskCall(text: string): TaskCall | undefined {
  const match = /^([^[\]\s]+)(?:\[(.*)\])?$/s.exec(text);
  if (!match?.[1]) return undefined;
  return { name: match[1], args: match[2] ? splitArguments(match[2]) : [] };
}

/** Splits at commas and drops the blanks around each piece; `\,` is a comma inside one. */
export function splitArguments(text: string): string[] {
  const pieces = text.split(/(?<!\\),/);
  return pieces.map((piece) => piece.trim().replaceAll('\\,', ','));
}
