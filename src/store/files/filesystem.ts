import { opendir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFolderName } from '../../recordings/names.ts';
import type { Area, RecordingFiles } from '../../recordings/ports.ts';
import { ifThere } from './errors.ts';
import { isFolder, moveFolder, removeFolder, replaceFolder, transitName } from './folders.ts';
import { namesOf } from './names.ts';
import { openFile, realFile } from './open-file.ts';
import { createTwoAreas } from './two-areas.ts';

/** The two directories; they may be on NFS, and on different devices. */
export type Directories = Readonly<Record<Area, string>>;

/** Recording files in directories, as `DIRECTORY/FORMAT/RECORDID/…`. */
export function openFilesystem(directories: Directories): RecordingFiles {
  const { folderOf, foldersTo, where, move, remove } = createTwoAreas({
    nameOf: (area, format, recordId) => join(directories[area], format, recordId),
    has: isFolder,
    move: moveTo,
    remove: removeFolder,
  });
  return {
    ...{ where, move, remove },
    install: async (folder, recordId, format, to) => {
      const [target, rest] = foldersTo(to, recordId, format);
      await replaceFolder(folder, target);
      await removeFolder(rest);
    },
    open: async (area, format, recordId, path) => {
      const [folder, names] = [folderOf(area, recordId, format), namesOf(path)];
      const file = folder && names && (await realFile(folder, names));
      return file === undefined ? undefined : await openFile(file);
    },
    write: async (area, format, recordId, path, content) => {
      const [folder, names] = [folderOf(area, recordId, format), namesOf(path)];
      if (folder === undefined || names === undefined) return false;
      return await write(folder, names, content);
    },
    list: (area) => listed(directories[area]),
  };
}

async function moveTo(source: string, target: string): Promise<'moved' | 'there' | 'missing'> {
  for (;;) {
    if (await isFolder(target)) {
      await removeFolder(source);
      return 'there';
    }
    if (!(await isFolder(source))) return (await isFolder(target)) ? 'there' : 'missing';
    if (await moveFolder(source, target)) return 'moved';
  }
}

/** Written beside the folders and renamed into its own, so that nobody reads half of it. */
async function write(folder: string, names: readonly string[], content: string): Promise<boolean> {
  const parent = await realFile(folder, names.slice(0, -1));
  if (parent === undefined || !(await isFolder(parent))) return false;
  const fresh = await transitName(dirname(folder));
  try {
    await writeFile(fresh, content, { flag: 'wx', flush: true });
    await rename(fresh, join(parent, names.at(-1) ?? ''));
    return true;
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

async function* listed(directory: string): AsyncGenerator<{ recordId: string; format: string }> {
  for await (const format of foldersIn(directory)) {
    for await (const recordId of foldersIn(join(directory, format))) yield { recordId, format };
  }
}

/** The names of the folders; a link to one counts. None when the directory is missing. */
async function* foldersIn(directory: string): AsyncGenerator<string> {
  const found = await ifThere(opendir(directory));
  if (found === undefined) return;
  for await (const entry of found) {
    if (!isFolderName(entry.name)) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(directory, entry.name)))))
      yield entry.name;
  }
}
