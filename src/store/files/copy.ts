import { copyFile, lstat, mkdir, open, opendir, readlink, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies a folder with the times of its files, to another device. When it resolves all is on the disk, so
 * that the original may go.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  const { mode } = await lstat(from);
  await mkdir(to, { mode });
  for await (const entry of await opendir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.isFile()) await copyOne(source, target);
    else throw new Error(`${source} is neither a file nor a directory`);
  }
  await sync(to);
}

async function copyOne(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const { atime, mtime } = await lstat(from);
  await utimes(to, atime, mtime);
  await sync(to);
}

/** Waits until a file, or the names in a directory, are on the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
