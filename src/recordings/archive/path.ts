import { isUtf8 } from 'node:buffer';
import { reason } from '../../cluster/reasons.ts';
import { BadArchive } from './bad-archive.ts';

/** So long a path may be on Linux. */
const MAX_BYTES = 4096;

/**
 * The names of an entry's path, from the archive's top. Empty: the top itself (`./`). Throws BadArchive for
 * one that would lead out of the archive, or that no file can have.
 */
export function namesIn(path: Buffer): readonly string[] {
  if (path.length === 0) throw new BadArchive(reason('nameless', {}));
  if (path.includes(0)) throw new BadArchive(reason('zeroByte', {}));
  if (path.length > MAX_BYTES) throw new BadArchive(reason('pathTooLong', {}));
  if (!isUtf8(path)) throw new BadArchive(reason('notUtf8', {}));
  const text = path.toString();
  if (text.startsWith('/')) throw new BadArchive(reason('absolutePath', { path: shown(text) }));
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw new BadArchive(reason('pathLeadsOut', { path: shown(text) }));
  return names;
}

/** For messages: short, and without characters that a terminal would obey. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
