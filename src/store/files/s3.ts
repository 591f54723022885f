import { opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolderName } from '../../recordings/names.ts';
import type { Area, RecordingFiles } from '../../recordings/ports.ts';
import { namesOf } from './names.ts';
import { createS3Client, isMissing, type S3Options } from './s3-client.ts';
import {
  type Bucket,
  deleteBelow,
  deleteObjects,
  hasObjectsBelow,
  namesBelow,
  objectsBelow,
  type StoredObject,
} from './s3-objects.ts';
import { openObject } from './s3-open.ts';
import { copy, put, upload } from './s3-transfer.ts';
import { createTwoAreas } from './two-areas.ts';

/** S3's own, and what a process can hold in memory of several files at once. */
const LIMITS = { page: 1000, part: 8 * 2 ** 20, copyLimit: 5 * 2 ** 30 };
/** How many objects are on their way at once; of those that are uploaded a part of each is in memory. */
const UPLOADS = 8;
const COPIES = 16;

/**
 * Recording files as objects `AREA/FORMAT/RECORDID/…` of a bucket. S3 moves and replaces objects one by one: what
 * was begun and broke off is finished when it is asked for again, and nothing is deleted before its copy is there.
 */
export function openS3(options: S3Options, limits: Partial<typeof LIMITS> = {}): RecordingFiles {
  const bucket: Bucket = { client: createS3Client(options), name: options.bucket, ...LIMITS, ...limits };
  const {
    folderOf: prefixOf,
    foldersTo: prefixesTo,
    ...rules
  } = createTwoAreas({
    nameOf: (area, format, recordId) => `${area}/${format}/${recordId}/`,
    has: (prefix) => hasObjectsBelow(bucket, prefix),
    move: (source, target) => move(bucket, source, target),
    remove: (prefix) => deleteBelow(bucket, prefix),
  });
  return {
    ...rules,
    install: async (folder, recordId, format, to) => {
      const [target, rest] = prefixesTo(to, recordId, format);
      const sent = await uploadFolder(bucket, folder, target);
      const stale = (await keysBelow(bucket, target)).filter(({ key }) => !sent.has(key));
      await deleteObjects(
        bucket,
        stale.map(({ key }) => key),
      );
      await deleteBelow(bucket, rest);
      await rm(folder, { recursive: true, force: true });
    },
    open: async (area, format, recordId, path) => {
      const prefix = prefixOf(area, recordId, format);
      if (prefix === undefined || namesOf(path) === undefined) return undefined;
      return await openObject(bucket, `${prefix}${path}`);
    },
    write: async (area, format, recordId, path, content) => {
      const prefix = prefixOf(area, recordId, format);
      if (prefix === undefined || namesOf(path) === undefined) return false;
      if (!(await hasObjectsBelow(bucket, prefix))) return false;
      await put(bucket, `${prefix}${path}`, Buffer.from(content));
      return true;
    },
    list: (area) => listed(bucket, area),
  };
}

async function keysBelow(bucket: Bucket, prefix: string): Promise<StoredObject[]> {
  return (await Array.fromAsync(objectsBelow(bucket, prefix))).flat();
}

/** An object that the target lacks is copied; the source goes as far as the target has it. */
async function move(bucket: Bucket, source: string, target: string): Promise<'moved' | 'there' | 'missing'> {
  const [from, before] = [await keysBelow(bucket, source), await keysBelow(bucket, target)];
  if (from.length === 0) return before.length > 0 ? 'there' : 'missing';
  const moved = (key: string): string => target + key.slice(source.length);
  const known = new Set(before.map(({ key }) => key));
  await atOnce(
    COPIES,
    from.filter(({ key }) => !known.has(moved(key))),
    (object) => copyIfThere(bucket, object, moved(object.key)),
  );
  const now = new Set((await keysBelow(bucket, target)).map(({ key }) => key));
  const copied = from.map(({ key }) => key).filter((key) => now.has(moved(key)));
  await deleteObjects(bucket, copied);
  return before.length > 0 ? 'there' : 'moved';
}

/** One that is gone was moved by somebody else. */
async function copyIfThere(bucket: Bucket, object: StoredObject, to: string): Promise<void> {
  try {
    await copy(bucket, object, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Returns the keys. */
async function uploadFolder(bucket: Bucket, folder: string, prefix: string): Promise<ReadonlySet<string>> {
  const paths = await Array.fromAsync(filesIn(folder, ''));
  await atOnce(UPLOADS, paths, (path) => upload(bucket, join(folder, path), `${prefix}${path}`));
  return new Set(paths.map((path) => `${prefix}${path}`));
}

async function* filesIn(folder: string, below: string): AsyncGenerator<string> {
  for await (const entry of await opendir(join(folder, below))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(folder, path);
    else if (entry.isFile()) yield path;
    else throw new Error(`${path} is neither a file nor a directory`);
  }
}

async function* listed(bucket: Bucket, area: Area): AsyncGenerator<{ recordId: string; format: string }> {
  for await (const format of namesBelow(bucket, `${area}/`)) {
    if (!isFolderName(format)) continue;
    for await (const recordId of namesBelow(bucket, `${area}/${format}/`))
      if (isFolderName(recordId)) yield { recordId, format };
  }
}

/** Works through the items, a few at a time; after a failure no further one is begun. */
async function atOnce<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items].reverse();
  const worker = async (): Promise<void> => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
  };
  const workers = Array.from({ length: count }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    queue.length = 0;
    await Promise.allSettled(workers);
    throw error;
  }
}
