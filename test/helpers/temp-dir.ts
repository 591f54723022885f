import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

export interface TempDir {
  readonly path: string;
  remove(): Promise<void>;
}

/** A directory of the test's own. What a test forgets to remove goes with the run. */
export async function tempDir(parent: string = inject('tempRoot')): Promise<TempDir> {
  const path = await mkdtemp(join(parent, 'd-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
