/** As one word of bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** As one word of fish. */
export function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** What the walk along the line compares: where it is, a blank, and the next word. */
export function step(path: string): string {
  return path.includes(' ') ? path : ` ${path}`;
}
