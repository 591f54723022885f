/**
 * Whole folders are moved, replaced and removed such that at any moment, also when the process is killed,
 * what stands under a name is complete. What is on its way in or out lies in a hidden directory beside the
 * folders, whose name no recording can have.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyFolder } from './copy.ts';
import { hasCode, ifThere } from './errors.ts';

const TRANSIT = '.scalelite~';
/** Nothing takes so long; what is older was left behind by a process that died. */
const LEFT_BEHIND_MS = 24 * 3600_000;
/** For processes that do the same at the same time. */
const TRIES = 10;

export async function isFolder(path: string): Promise<boolean> {
  return (await ifThere(stat(path)))?.isDirectory() ?? false;
}

/** A name for what is on its way into or out of a directory, which is made when it is missing. */
export async function transitName(directory: string): Promise<string> {
  const transit = join(directory, TRANSIT);
  await mkdir(transit, { recursive: true });
  await clear(transit);
  return join(transit, `${Date.now()}-${randomUUID()}`);
}

/** Removes a folder, out of sight at once. One that is missing is no error. */
export async function removeFolder(folder: string): Promise<void> {
  const aside = await setAside(folder);
  if (aside !== undefined) await removeAside(aside);
}

/** Puts a folder in the place of another, if there is one. It is gone from where it was. */
export async function replaceFolder(source: string, target: string): Promise<void> {
  const staged = await stage(source, dirname(target));
  const replaced: string[] = [];
  for (let tries = 1; ; tries += 1) {
    const aside = await setAside(target);
    if (aside !== undefined) replaced.push(aside);
    if (await tookPlace(staged, target)) break;
    if (tries === TRIES) throw new Error(`${target} is written by others all the time`);
  }
  for (const aside of replaced) await removeAside(aside);
  await rm(source, { recursive: true, force: true });
}

/** Moves a folder to where none is. False: there is one by now, or the source is gone; nothing happened. */
export async function moveFolder(source: string, target: string): Promise<boolean> {
  await mkdir(dirname(target), { recursive: true });
  try {
    if (!(await renamed(source, target))) return false;
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTEMPTY')) return false;
    if (!hasCode(error, 'EXDEV')) throw error;
    const staged = await stage(source, dirname(target));
    if (!(await tookPlace(staged, target))) {
      await removeAside(staged);
      return false;
    }
    await removeFolder(source);
  }
  return true;
}

/** Brings a folder onto the device of a directory, hidden there. From another device it is copied, and stays. */
async function stage(source: string, directory: string): Promise<string> {
  const staged = await transitName(directory);
  try {
    await rename(source, staged);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    await copyFolder(source, staged).catch(async (failure: unknown) => {
      await removeAside(staged);
      throw failure;
    });
  }
  return staged;
}

/** Takes a folder out of sight; returns where it is now. Undefined: there is none. */
async function setAside(folder: string): Promise<string | undefined> {
  if (!(await isFolder(folder))) return undefined;
  const aside = await transitName(dirname(folder));
  return (await renamed(folder, aside)) ? aside : undefined;
}

/** False: something stands in its place. */
async function tookPlace(staged: string, target: string): Promise<boolean> {
  try {
    await rename(staged, target);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) return false;
    throw error;
  }
}

/** False: there was nothing to rename. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** On NFS a file that is being sent keeps its directory until it is closed; what stays is cleared later. */
async function removeAside(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!hasCode(error, 'EBUSY', 'ENOTEMPTY')) throw error;
  }
}

/** Best effort: what can not be removed now is tried with the next folder. */
async function clear(transit: string): Promise<void> {
  const old = (await readdir(transit)).filter(
    (name) => Number.parseInt(name, 10) < Date.now() - LEFT_BEHIND_MS,
  );
  const gone = old.map((name) => rm(join(transit, name), { recursive: true, force: true }));
  await Promise.allSettled(gone);
}
