/** The decoded names of a path as it was received. Undefined: it is not to be decoded, or no file's. */
export function decodedNames(parts: readonly string[]): readonly string[] | undefined {
  const names = parts.map(decoded);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** What stands for another directory, or hides a separator, is no name. */
function decoded(part: string): string | undefined {
  try {
    const name = decodeURIComponent(part);
    return name === '' || name === '.' || name === '..' || /[/\0]/.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}
