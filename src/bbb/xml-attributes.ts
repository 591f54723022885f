import type { Element } from './xml-scan.ts';
import { readText } from './xml-text.ts';

/** Without quotes or blanks in names: the document is known to be well-formed. */
const ATTRIBUTE = /([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/dg;

/** The attributes of an element of a document that is known to be well-formed, references resolved. */
export function readAttributes(
  buffer: Buffer,
  { nameEnd, innerStart }: Pick<Element, 'nameEnd' | 'innerStart'>,
): ReadonlyMap<string, string> {
  // As latin1 every byte is a character: positions in the text are positions in the buffer.
  const tag = buffer.toString('latin1', nameEnd, innerStart);
  const found = new Map<string, string>();
  for (const { indices } of tag.matchAll(ATTRIBUTE)) {
    const [, name, inDouble, inSingle] = indices ?? [];
    const value = inDouble ?? inSingle;
    if (name === undefined || value === undefined) continue;
    const key = buffer.toString('utf8', nameEnd + name[0], nameEnd + name[1]);
    found.set(key, readText(buffer, nameEnd + value[0], nameEnd + value[1]).replace(/[\t\n]/g, ' '));
  }
  return found;
}
