import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { reason } from '../../cluster/reasons.ts';
import { BadArchive } from '../../recordings/archive/bad-archive.ts';
import { shown } from '../../recordings/archive/path.ts';
import { type ArchiveFile, type ArchiveLimits, readArchive } from '../../recordings/archive/read-archive.ts';
import { sync } from './copy.ts';
import { hasCode } from './errors.ts';
import { writeAll } from './receive.ts';

/** Files up to this size are written while the next ones are read: a recording has hundreds of them. */
const SMALL = 256 * 1024;
const AT_ONCE = 8;
/** Everybody may read them, as the web server has to. */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
/** What the file system says to names that only a bad archive has. */
const BAD_NAMES = ['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EILSEQ', 'EINVAL'];

/**
 * Unpacks a tar into a folder that is empty and nobody else's. When it resolves all is on the disk. Throws
 * BadArchive; on any failure what is there is to be thrown away.
 */
export async function unpack(
  content: AsyncIterable<Buffer>,
  folder: string,
  limits: ArchiveLimits,
): Promise<void> {
  const folders = new Set([folder]);
  const writing = new Set<Promise<void>>();
  let failure: { readonly error: unknown; readonly names: readonly string[] } | undefined;

  /** One by one: should another import have taken the whole folder away, it must not come back. */
  async function makeFolder(names: readonly string[]): Promise<string> {
    const path = join(folder, ...names);
    if (folders.has(path)) return path;
    await makeFolder(names.slice(0, -1));
    await mkdir(path, { mode: FOLDER_MODE });
    folders.add(path);
    return path;
  }

  async function begin(work: Promise<void>, names: readonly string[]): Promise<void> {
    const done: Promise<void> = work.then(
      () => void writing.delete(done),
      (error: unknown) => {
        writing.delete(done);
        failure ??= { error, names };
      },
    );
    writing.add(done);
    if (writing.size >= AT_ONCE) await Promise.race(writing);
  }

  async function take({ names, size, content }: ArchiveFile): Promise<void> {
    const path = join(await makeFolder(names.slice(0, -1)), names.at(-1) ?? '');
    if (size > SMALL) return await write(path, content);
    const pieces: Buffer[] = [];
    for await (const piece of content) pieces.push(Buffer.from(piece));
    await begin(write(path, pieces), names);
  }

  try {
    for await (const entry of readArchive(content, limits)) {
      if (failure) break;
      const work = entry.kind === 'folder' ? makeFolder(entry.names) : take(entry);
      await work.catch((error: unknown) => blame(error, entry.names));
    }
  } finally {
    await Promise.all(writing);
  }
  if (failure) blame(failure.error, failure.names);
  await Promise.all([...folders].map(sync));
}

/** A link can not be followed on the way: none is ever made, and the file must be new. */
async function write(path: string, pieces: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    for await (const piece of pieces) await writeAll(file, piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

function blame(error: unknown, names: readonly string[]): never {
  if (!hasCode(error, ...BAD_NAMES)) throw error;
  const where = shown(names.join('/'));
  throw new BadArchive(reason('nameTwice', { path: where }), { cause: error });
}
