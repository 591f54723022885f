import { hash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';

/** How a file can be sent. */
export type Coding = 'br' | 'gzip' | 'identity';

/** A file of the built dashboard. */
export interface DashboardFile {
  readonly type: string;
  /** Strong, quoted; the same for the same bytes, whichever way they are sent. */
  readonly etag: string;
  /** Its name tells its content: it never changes. */
  readonly immutable: boolean;
  readonly bodies: ReadonlyMap<Coding, Buffer>;
}

/** By their paths below the directory, such as `assets/index-1a2b.js`. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** What every other path is answered with: the dashboard finds out itself what it shows there. */
export const START = 'index.html';

/**
 * Reads the built dashboard whole, some 300 kB, with what the build has compressed: so no request's path ever
 * reaches the file system. Undefined: it is not built.
 */
async function readDashboard(directory: string): Promise<DashboardFiles | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const known = paths.filter((path) => extname(path) in TYPES);
  const files = new Map<string, DashboardFile>();
  for (const path of known) {
    const name = relative(directory, path).replaceAll('\\', '/');
    files.set(name, { ...(await readOne(path, paths)), immutable: name.startsWith('assets/') });
  }
  return files.has(START) ? files : undefined;
}

async function readOne(path: string, all: readonly string[]): Promise<Omit<DashboardFile, 'immutable'>> {
  const bytes = await readFile(path);
  const bodies = new Map<Coding, Buffer>([['identity', bytes]]);
  for (const [coding, ending] of CODINGS) {
    if (all.includes(path + ending)) bodies.set(coding, await readFile(path + ending));
  }
  return {
    type: TYPES[extname(path)] ?? '',
    etag: `"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`,
    bodies,
  };
}

/**
 * The dashboard as it was last built. It is read when it is first asked for and kept; that it was built anew
 * is seen by its start page.
 */
export function createDashboardFiles(directory: string): () => Promise<DashboardFiles | undefined> {
  let kept: { readonly built: number; readonly files: DashboardFiles } | undefined;
  return async () => {
    const built = (await stat(join(directory, START)).catch(() => undefined))?.mtimeMs;
    if (built === undefined) return kept?.files;
    if (kept?.built === built) return kept.files;
    const files = await readDashboard(directory);
    if (files) kept = { built, files };
    return files ?? kept?.files;
  };
}
