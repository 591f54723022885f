import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { OpenedFile } from '../../recordings/ports.ts';
import { ifThere } from './errors.ts';
import { namesOf } from './names.ts';
import { openFile } from './open-file.ts';

/** The files of a directory that is not ours, for reading. Links may not lead out of it. */
export function openStaticFiles(directory: string): {
  open(path: string): Promise<OpenedFile | undefined>;
} {
  return {
    open: async (path) => {
      const names = namesOf(path);
      if (names === undefined) return undefined;
      const root = await ifThere(realpath(directory));
      const file = await ifThere(realpath(join(directory, ...names)));
      return root !== undefined && file?.startsWith(root + sep) ? await openFile(file) : undefined;
    },
  };
}
