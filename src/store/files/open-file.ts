import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import type { OpenedFile } from '../../recordings/ports.ts';
import { ifThere } from './errors.ts';

/**
 * The real path of a file in a folder. Undefined: there is none, or a symbolic link leads out of the folder
 * (the folder itself must be no link; what lies above it is the operator's to arrange).
 */
export async function realFile(folder: string, names: readonly string[]): Promise<string | undefined> {
  const above = await ifThere(realpath(dirname(folder)));
  const path = await ifThere(realpath(join(folder, ...names)));
  if (above === undefined || path === undefined) return undefined;
  const root = join(above, basename(folder));
  return path === root || path.startsWith(root + sep) ? path : undefined;
}

/** Opens a regular file by its real path. Undefined: it is none. */
export async function openFile(path: string): Promise<OpenedFile | undefined> {
  // A link that has just been put in its place is not followed, and a pipe does not wait for its writer.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await ifThere(open(path, flags));
  if (handle === undefined) return undefined;
  const found = await described(handle).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  if (found === undefined) await handle.close();
  return found;
}

async function described(handle: FileHandle): Promise<OpenedFile | undefined> {
  const stats = await handle.stat({ bigint: true });
  if (!stats.isFile()) return undefined;
  let stream: Readable | undefined;
  return {
    size: Number(stats.size),
    modified: stats.mtime,
    etag: `"${stats.size.toString(16)}-${stats.mtimeNs.toString(16)}"`,
    read: (range) => {
      stream = handle.createReadStream({ start: 0, ...range });
      return stream;
    },
    close: async () => {
      stream?.destroy();
      await handle.close();
    },
  };
}
