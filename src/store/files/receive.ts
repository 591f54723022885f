import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Received, SpooledTar } from '../../recordings/import-ports.ts';
import { sync } from './copy.ts';
import { ifThere } from './errors.ts';
import { takeName } from './take-name.ts';

/** Begins the name of what is on its way in: nobody takes it for a tar. */
const INCOMING = '.incoming~';
/** No upload is silent for so long. */
const LEFT_BEHIND_MS = 3600_000;

export interface Receiving {
  readonly directory: string;
  readonly name: string;
  readonly content: AsyncIterable<Buffer>;
  readonly maxBytes: number;
  readonly find: (name: string) => Promise<SpooledTar | undefined>;
}

/** Writes a file under its name at once and as a whole, unless there is one of that name. */
export async function receive({ directory, name, content, maxBytes, find }: Receiving): Promise<Received> {
  await mkdir(directory, { recursive: true });
  await clearLeftovers(directory);
  if (await find(name)) return { kind: 'taken' };
  const incoming = join(directory, `${INCOMING}${randomUUID()}`);
  try {
    if (!(await written(incoming, content, maxBytes))) return { kind: 'tooLarge' };
    if (!(await takeName(incoming, join(directory, name)))) return { kind: 'taken' };
    await sync(directory);
  } finally {
    await rm(incoming, { force: true });
  }
  const tar = await find(name);
  // An importer may be that fast.
  return { kind: 'received', tar: tar ?? { name, size: 0, changedAt: 0, stamp: '' } };
}

/** False: there is more of it than allowed. */
async function written(path: string, content: AsyncIterable<Buffer>, maxBytes: number): Promise<boolean> {
  const file = await open(path, 'wx');
  try {
    let size = 0;
    for await (const piece of content) {
      size += piece.length;
      if (size > maxBytes) return false;
      await writeAll(file, piece);
    }
    await file.sync();
    return true;
  } finally {
    await file.close();
  }
}

/** A write may take less than it was given, as when the disk is nearly full. */
export async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
  }
}

/** Of processes that were killed. */
async function clearLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(INCOMING)) continue;
    const found = await ifThere(stat(join(directory, name)));
    if (found && found.mtimeMs < Date.now() - LEFT_BEHIND_MS)
      await rm(join(directory, name), { force: true });
  }
}
