import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailedTar, Spool, SpooledTar } from '../../recordings/import-ports.ts';
import { sync } from './copy.ts';
import { hasCode, ifThere } from './errors.ts';
import { receive } from './receive.ts';
import { slug } from './slug.ts';
import { takeName } from './take-name.ts';

/** Tars here are no recordings that wait. */
const FAILED = 'failed';
/** As much of a tar is in memory at a time. */
const CHUNK = 512 * 1024;

export function openSpool(directory: string): Spool {
  const failedIn = join(directory, FAILED);
  const find = (name: string): Promise<SpooledTar | undefined> => look(directory, name);

  async function list(): Promise<SpooledTar[]> {
    await mkdir(directory, { recursive: true });
    return oldestFirst(await looks(directory));
  }

  async function unchanged({ name, stamp }: SpooledTar): Promise<boolean> {
    return (await find(name))?.stamp === stamp;
  }

  return {
    list,
    find,
    open: (name) => contentOf(join(directory, name)),
    async remove(tar) {
      if (await unchanged(tar)) await rm(join(directory, tar.name), { force: true });
    },
    async setAside(tar, reason) {
      if (!(await unchanged(tar))) return;
      await mkdir(failedIn, { recursive: true });
      await writeFile(join(failedIn, reasonOf(tar.name)), `${reason}\n`);
      await rename(join(directory, tar.name), join(failedIn, tar.name));
    },
    async failed() {
      const all = await Promise.all((await looks(failedIn)).map((tar) => withReason(failedIn, tar)));
      return all.toSorted((a, b) => b.failedAt - a.failedAt);
    },
    retry: (name) => bringBack(name, failedIn, directory),
    receive: (name, content, maxBytes) => receive({ directory, name, content, maxBytes, find }),
  };
}

/** Read into one buffer again and again: gigabytes of new ones would be more than memory is cleared of in time. */
async function* contentOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function isTarName(name: string): boolean {
  return /^[^/\0]+\.tar$/.test(name) && !name.startsWith('.');
}

function reasonOf(name: string): string {
  return `${slug(name)}.reason`;
}

/** A link, a folder or a pipe is no tar, whatever its name. */
async function look(directory: string, name: string): Promise<SpooledTar | undefined> {
  const found = isTarName(name) ? await ifThere(lstat(join(directory, name))) : undefined;
  if (!found?.isFile()) return undefined;
  const { size, mtimeMs, ctimeMs, ino } = found;
  // Whoever sends a file may keep its old time, but nobody sets when it was changed here.
  return { name, size, changedAt: Math.max(mtimeMs, ctimeMs), stamp: [ino, size, mtimeMs].join(' ') };
}

async function looks(directory: string): Promise<SpooledTar[]> {
  const names = ((await ifThere(readdir(directory))) ?? []).filter(isTarName);
  const found: SpooledTar[] = [];
  for (const name of names) {
    const tar = await look(directory, name);
    if (tar) found.push(tar);
  }
  return found;
}

function oldestFirst(tars: readonly SpooledTar[]): SpooledTar[] {
  return tars.toSorted((a, b) => a.changedAt - b.changedAt || (a.name < b.name ? -1 : 1));
}

async function withReason(directory: string, tar: SpooledTar): Promise<FailedTar> {
  const reason = await ifThere(readFile(join(directory, reasonOf(tar.name)), 'utf8'));
  return { name: tar.name, size: tar.size, failedAt: tar.changedAt, reason: reason?.trim() ?? 'unknown' };
}

async function bringBack(name: string, from: string, to: string): Promise<'waiting' | 'missing' | 'taken'> {
  if (!isTarName(name)) return 'missing';
  try {
    if (!(await takeName(join(from, name), join(to, name)))) return 'taken';
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'missing';
    throw error;
  }
  await rm(join(from, reasonOf(name)), { force: true });
  await sync(to);
  return 'waiting';
}
