import { reason } from '../../cluster/reasons.ts';
import { BadArchive } from './bad-archive.ts';
import { type ByteReader, byteReader } from './bytes.ts';
import { BLOCK, type Header, isEndMark, readHeader, untilNul } from './header.ts';
import { namesIn, shown } from './path.ts';
import { type Extension, readPax } from './pax.ts';

export interface ArchiveLimits {
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
  /** Headers of any kind. */
  readonly maxEntries: number;
}

export interface ArchiveFolder {
  readonly kind: 'folder';
  /** From the archive's top; never empty. */
  readonly names: readonly string[];
}

export interface ArchiveFile {
  readonly kind: 'file';
  readonly names: readonly string[];
  readonly size: number;
  /** To be read before the next entry, each piece before the next; what was not read by then is passed over. */
  readonly content: AsyncGenerator<Buffer, void, undefined>;
}

/** Far above what paths need; these are kept in memory. */
const MAX_EXTENSION = 64 * 1024;

const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a named pipe',
  S: 'a sparse file',
};

/**
 * Reads a tar as it streams in: files and folders, nothing else. Throws BadArchive for every link, device and
 * sparse file, for a path that leads out, for more than the limits allow, and for a tar that is damaged or
 * has no end; what the source throws goes on as it is.
 */
export async function* readArchive(
  source: AsyncIterable<Buffer>,
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveFile | ArchiveFolder, void, undefined> {
  const reader = byteReader(source);
  const count = counting(limits);
  try {
    for (let extension: Extension = {}; ; ) {
      const header = await nextHeader(reader);
      if (header === undefined) return;
      count.entry();
      if (header.type === 'x' || header.type === 'L') {
        extension = { ...extension, ...(await readExtension(reader, header)) };
        continue;
      }
      const entry = entryOf({ ...header, ...extension });
      extension = {};
      if (entry.kind === 'file') yield* fileOf(reader, entry, count);
      else if (entry.names.length > 0) yield entry;
    }
  } finally {
    await reader.close();
  }
}

/** Undefined: the archive's end. */
async function nextHeader(reader: ByteReader): Promise<Header | undefined> {
  const block = await reader.take(BLOCK);
  if (block === undefined) throw new BadArchive(reason('noEnd', {}));
  return isEndMark(block) ? undefined : readHeader(block);
}

async function readExtension(reader: ByteReader, { type, size }: Header): Promise<Extension> {
  if (size > MAX_EXTENSION) throw new BadArchive(reason('headerTooLarge', {}));
  const bytes = (await reader.take(padded(size)))?.subarray(0, size) ?? Buffer.alloc(0);
  return type === 'x' ? readPax(bytes) : { path: untilNul(bytes) };
}

type Entry = ArchiveFolder | Omit<ArchiveFile, 'content'>;

function entryOf({ type, path, size }: Header): Entry {
  const names = namesIn(path);
  const refused = REFUSED[type];
  if (refused !== undefined)
    throw new BadArchive(reason('refusedKind', { what: refused, path: shown(names.join('/')) }));
  // Old archives mark a folder by nothing but the slash at its end.
  if (type === '5' || (type === '0' && path.at(-1) === 0x2f)) {
    if (size > 0) throw new BadArchive(reason('folderWithBytes', { path: shown(names.join('/')) }));
    return { kind: 'folder', names };
  }
  if (type !== '0') throw new BadArchive(reason('unknownKind', { kind: shown(type) }));
  if (names.length === 0) throw new BadArchive(reason('nameless', {}));
  return { kind: 'file', names, size };
}

async function* fileOf(
  reader: ByteReader,
  entry: Omit<ArchiveFile, 'content'>,
  count: Counting,
): AsyncGenerator<ArchiveFile, void, undefined> {
  count.bytes(entry.size);
  const content = reader.pieces(entry.size);
  // Closed early by its reader, a generator is over; what it has not given is still in the stream.
  let given = 0;
  async function* counted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of content) {
      given += piece.length;
      yield piece;
    }
  }
  yield { ...entry, content: counted() };
  for await (const _ of reader.pieces(padded(entry.size) - given));
}

type Counting = ReturnType<typeof counting>;

function counting({ maxBytes, maxEntries }: ArchiveLimits) {
  let entries = 0;
  let bytes = 0;
  return {
    entry(): void {
      entries += 1;
      if (entries > maxEntries) throw new BadArchive(reason('tooManyEntries', { most: maxEntries }));
    },
    bytes(size: number): void {
      bytes += size;
      if (bytes > maxBytes) throw new BadArchive(reason('tooManyBytes', { most: maxBytes }));
    },
  };
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
