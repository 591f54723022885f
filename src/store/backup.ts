import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CLUSTER_FILE, DATABASE_FILE, type DatabaseConfig, type StoreConfig } from './index.ts';

/** A file that was copied; bytes. */
export interface BackedUp {
  readonly name: string;
  readonly size: number;
}

/** The backup can't be made; the message says why. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed';
}

export type BackupConfig = StoreConfig & DatabaseConfig;

/** How long a database may be written by others before it is given up; milliseconds. */
const LOCK_MS = 10_000;

/**
 * Copies what this configuration keeps in DATA_DIR (its databases, and secrets that were made there) into a new
 * directory, while everything goes on: each database as it was at one moment. What is there at the end is whole: it
 * is written beside it and renamed. Throws BackupFailed.
 */
export async function backUp(
  config: BackupConfig,
  secrets: readonly string[],
  target: string,
): Promise<BackedUp[]> {
  const to = resolve(target);
  const databases = await present(config.dataDir, databasesIn(config));
  const files = await present(config.dataDir, secrets);
  if (databases.length + files.length === 0)
    throw new BackupFailed(`There is nothing to back up in ${config.dataDir}`);
  await makeRoom(to);
  let partial: string | undefined;
  try {
    partial = await mkdtemp(join(dirname(to), `.${basename(to)}-`));
    for (const name of databases) copyDatabase(join(config.dataDir, name), join(partial, name));
    for (const name of files)
      await copyFile(join(config.dataDir, name), join(partial, name), constants.COPYFILE_EXCL);
    const copied: BackedUp[] = [];
    for (const name of [...databases, ...files]) copied.push(await settled(partial, name));
    await rename(partial, to);
    return copied;
  } catch (error) {
    if (partial !== undefined) await rm(partial, { recursive: true, force: true });
    throw new BackupFailed(`The backup could not be written: ${reasonOf(error)}`);
  }
}

function databasesIn({ redisUrl, databaseUrl, dbDisabled }: BackupConfig): string[] {
  const cluster = redisUrl === undefined && databaseUrl === undefined;
  return [
    ...(cluster ? [CLUSTER_FILE] : []),
    ...(databaseUrl === undefined && !dbDisabled ? [DATABASE_FILE] : []),
  ];
}

async function present(directory: string, names: readonly string[]): Promise<string[]> {
  const there: string[] = [];
  for (const name of names) if (await isFile(join(directory, name))) there.push(name);
  return there;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** An empty directory gives way; anything else of that name stays. */
async function makeRoom(to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const found = await stat(to).catch(() => undefined);
    if (found === undefined) return;
    if (!found.isDirectory() || (await readdir(to)).length > 0)
      throw new Error('it is there already, and not empty');
    await rmdir(to);
  } catch (error) {
    throw new BackupFailed(`${to} can not be used: ${reasonOf(error)}`);
  }
}

/** One read transaction, which keeps nobody from writing. */
function copyDatabase(from: string, to: string): void {
  const source = new DatabaseSync(from, { readOnly: true, timeout: LOCK_MS });
  try {
    source.prepare('VACUUM INTO ?').run(to);
  } finally {
    source.close();
  }
}

/** For its owner only, and on the disk. */
async function settled(directory: string, name: string): Promise<BackedUp> {
  const path = join(directory, name);
  await chmod(path, 0o600);
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
    return { name, size: (await handle.stat()).size };
  } finally {
    await handle.close();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
