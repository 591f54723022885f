import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnpackedFormat, WorkArea, WorkFolder } from '../../recordings/import-ports.ts';
import { ifThere } from './errors.ts';
import { slug } from './slug.ts';
import { unpack } from './unpack.ts';

/** How often a folder is touched while its import is alive. */
const BEAT_MS = 1000;
const SILENT_MS = 5 * BEAT_MS;
/** NAME~ID: what stands for the tar, by which its imports find each other's folders, and the import's own id. */
const FOLDER = /^(.+)~[0-9a-f]{8}$/s;

export function openWorkArea(directory: string): WorkArea {
  const foldersOf = async (name: string): Promise<string[]> => {
    const wanted = slug(name);
    return (await namesIn(directory)).filter((folder) => FOLDER.exec(folder)?.[1] === wanted);
  };

  return {
    async begin(name) {
      await mkdir(directory, { recursive: true });
      for (const folder of await foldersOf(name)) await discard(join(directory, folder));
      const path = join(directory, `${slug(name)}~${randomUUID().slice(0, 8)}`);
      await mkdir(path);
      return workFolder(path);
    },
    async isAlive(name) {
      for (const folder of await foldersOf(name)) if (!(await isSilent(join(directory, folder)))) return true;
      return false;
    },
    async clear(waiting) {
      const slugs = new Set(waiting.map(slug));
      for (const folder of await namesIn(directory)) {
        const of = FOLDER.exec(folder)?.[1];
        if (of === undefined || slugs.has(of) || !(await isSilent(join(directory, folder)))) continue;
        await discard(join(directory, folder));
      }
    },
  };
}

function workFolder(path: string): WorkFolder {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, BEAT_MS);
  // Nobody waits for it.
  beat.unref();
  return {
    unpack: (content, limits) => unpack(content, path, limits),
    formats: () => formatsIn(path),
    async remove() {
      clearInterval(beat);
      await discard(path);
    },
  };
}

async function namesIn(directory: string): Promise<string[]> {
  return (await ifThere(readdir(directory))) ?? [];
}

async function isSilent(path: string): Promise<boolean> {
  const found = await ifThere(stat(path));
  return found === undefined || Math.abs(Date.now() - found.mtimeMs) > SILENT_MS;
}

/**
 * Renamed first: an import that still works there, having been taken for dead, finds nothing any more at
 * once, not half of it.
 */
async function discard(path: string): Promise<void> {
  const gone = path.replace(/~[0-9a-f]{8}$/, `~${randomUUID().slice(0, 8)}`);
  await ifThere(rename(path, gone));
  await rm(gone, { recursive: true, force: true });
}

async function formatsIn(path: string): Promise<UnpackedFormat[]> {
  const found: UnpackedFormat[] = [];
  for (const format of (await namesIn(path)).sort()) {
    for (const recordId of (await namesIn(join(path, format))).sort()) {
      const folder = join(path, format, recordId);
      const metadata = join(folder, 'metadata.xml');
      if (!(await ifThere(stat(metadata)))?.isFile()) continue;
      found.push({ format, recordId, folder, metadata: (maxBytes) => head(metadata, maxBytes) });
    }
  }
  // Taken away meanwhile it would look like an archive with nothing in it.
  await stat(path);
  return found;
}

async function head(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, maxBytes)), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
