import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './error.ts';

/** The file below DATA_DIR each secret is kept in, and its length in random bytes (twice that in hex digits). */
const FILES = {
  LOADBALANCER_SECRET: { file: 'loadbalancer-secret', bytes: 32 },
  SECRET_KEY_BASE: { file: 'secret-key-base', bytes: 64 },
} as const;

export type KeptName = keyof typeof FILES;

export const keptNames: readonly KeptName[] = ['LOADBALANCER_SECRET', 'SECRET_KEY_BASE'];

export const keptFile = (dataDir: string, name: KeptName): string => join(dataDir, FILES[name].file);

/** The secret kept below DATA_DIR; undefined when none has been made yet. Throws ConfigError when it cannot be read. */
export function readKept(dataDir: string, name: KeptName): string | undefined {
  const path = keptFile(dataDir, name);
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret === '') throw new ConfigError(`${path} is empty: remove it to have a new secret made`);
    return secret;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw asConfigError(`${path} cannot be read`, error);
  }
}

/** The kept secret, made on the first call; processes that start at the same time end with the same one. */
export function makeKept(dataDir: string, name: KeptName): string {
  return readKept(dataDir, name) ?? make(dataDir, name);
}

function make(dataDir: string, name: KeptName): string {
  const path = keptFile(dataDir, name);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    if (mkdirSync(dataDir, { recursive: true, mode: 0o700 })) chmodSync(dataDir, 0o700);
    writeDurably(draft, `${randomBytes(FILES[name].bytes).toString('hex')}\n`);
    linkUnlessThere(draft, path);
  } catch (error) {
    throw asConfigError(`${path} cannot be written`, error);
  } finally {
    rmSync(draft, { force: true });
  }
  const secret = readKept(dataDir, name);
  if (secret === undefined) throw new ConfigError(`${path} vanished while it was made`);
  return secret;
}

function writeDurably(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whole or not at all, and never over one that another process has put there: the first one wins. */
function linkUnlessThere(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function asConfigError(what: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  return new ConfigError(`${what} (${String(errorCode(error) ?? error)})`, { cause: error });
}
