/** What a command's help ends with: each line is one that can be typed. */
export function examples(...lines: readonly string[]): string {
  const heading = lines.length === 1 ? 'Example' : 'Examples';
  return `\n${heading}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
