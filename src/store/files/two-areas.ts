import { isFolderName } from '../../recordings/names.ts';
import type { Area, RecordingFiles } from '../../recordings/ports.ts';

/** What keeps folders, by whatever it calls them. */
export interface Folders {
  /** Of names that can be a folder's. */
  nameOf(area: Area, format: string, recordId: string): string;
  has(folder: string): Promise<boolean>;
  move(source: string, target: string): Promise<'moved' | 'there' | 'missing'>;
  /** Nothing happens when it is not there. */
  remove(folder: string): Promise<void>;
}

export interface TwoAreas extends Pick<RecordingFiles, 'where' | 'move' | 'remove'> {
  /** Undefined: no folder can be called so. */
  folderOf(area: Area, recordId: string, format: string): string | undefined;
  /** The folder of a recording in the area where it is to be, and the one in the other. Throws a plain Error. */
  foldersTo(to: Area, recordId: string, format: string): readonly [target: string, rest: string];
}

const areas = ['published', 'unpublished'] as const satisfies readonly Area[];

/** Recordings in the areas that are published and not, a folder for each format. */
export function createTwoAreas({ nameOf, has, move, remove }: Folders): TwoAreas {
  const folderOf: TwoAreas['folderOf'] = (area, recordId, format) =>
    isFolderName(recordId) && isFolderName(format) ? nameOf(area, format, recordId) : undefined;
  const isIn = async (area: Area, recordId: string, format: string): Promise<boolean> => {
    const folder = folderOf(area, recordId, format);
    return folder !== undefined && (await has(folder));
  };
  return {
    folderOf,
    foldersTo(to, recordId, format) {
      const [target, rest] = [folderOf(to, recordId, format), folderOf(other(to), recordId, format)];
      if (target === undefined || rest === undefined)
        throw new Error(`no folder can be ${format}/${recordId}`);
      return [target, rest];
    },
    where: async (recordId, format) => {
      const [published, unpublished] = await Promise.all(areas.map((area) => isIn(area, recordId, format)));
      return { published: published === true, unpublished: unpublished === true };
    },
    move: async (recordId, format, to) => {
      const [source, target] = [folderOf(other(to), recordId, format), folderOf(to, recordId, format)];
      return source === undefined || target === undefined ? 'missing' : await move(source, target);
    },
    remove: async (recordId, formats) => {
      const both = formats.flatMap((format) => areas.map((area) => folderOf(area, recordId, format)));
      for (const folder of both) if (folder !== undefined) await remove(folder);
    },
  };
}

function other(area: Area): Area {
  return area === 'published' ? 'unpublished' : 'published';
}
