/** The longest name a file can have, in bytes. */
const MAX_NAME = 255;
const MAX_PATH = 4096;

/** The names of a path inside a recording's folder. Undefined: it is none, or one that leads out of it. */
export function namesOf(path: string): readonly string[] | undefined {
  if (path === '' || Buffer.byteLength(path) > MAX_PATH) return undefined;
  const names = path.split('/');
  return names.every(isFileName) ? names : undefined;
}

function isFileName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.includes('\0')) return false;
  return Buffer.byteLength(name) <= MAX_NAME;
}
