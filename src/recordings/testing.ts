/** Recordings on SQLite and in directories, for the tests of the rules. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../test/helpers/index.ts';
import type { ClusterStore } from '../cluster/ports.ts';
import { openFilesystem } from '../store/files/filesystem.ts';
import { openDatabaseStore } from '../store/index.ts';
import { openSqliteStore } from '../store/sql/sqlite.ts';
import type { Area, RecordingFiles, RecordingStore } from './ports.ts';
import type { ImportedRecording, Recording } from './recording.ts';

export interface Library {
  readonly recordings: RecordingStore;
  readonly files: RecordingFiles;
  readonly cluster: ClusterStore;
  /** Where an area's folders FORMAT/RECORDID lie. */
  readonly directory: Readonly<Record<Area, string>>;
  /** Imports a published recording with these formats, a file `index.html` in each. */
  add(recordId: string, more?: Partial<ImportedRecording>, formats?: readonly string[]): Promise<void>;
  /** Writes files of a format as an import leaves them: path → content. */
  write(area: Area, format: string, recordId: string, files: Readonly<Record<string, string>>): Promise<void>;
  /** What a file holds; undefined when there is none. */
  read(area: Area, format: string, recordId: string, path: string): Promise<string | undefined>;
  /** `format area` for each folder of a recording. */
  folders(recordId: string): Promise<string[]>;
  one(recordId: string): Promise<Recording>;
}

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A library of the test's own, empty, and removed when the test is over. */
export async function openLibrary(): Promise<Library> {
  const { path, remove } = await tempDir();
  const directory = { published: join(path, 'published'), unpublished: join(path, 'unpublished') };
  const store = await openDatabaseStore({ dataDir: path, databaseUrl: undefined, dbDisabled: false });
  if (!store) throw new Error('no database');
  await store.migrate();
  const cluster = openSqliteStore({ file: join(path, 'cluster.db') });
  await cluster.migrate();
  const files = openFilesystem(directory);
  onTestFinished(async () => {
    await Promise.all([store.close(), cluster.close()]);
    await remove();
  });
  const { recordings } = store;

  async function write(
    area: Area,
    format: string,
    recordId: string,
    content: Readonly<Record<string, string>>,
  ) {
    for (const [name, value] of Object.entries(content)) {
      const file = join(directory[area], format, recordId, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, value);
    }
  }

  return {
    recordings,
    files,
    cluster,
    directory,
    write,
    async add(recordId, more = {}, formats = ['presentation']) {
      for (const format of formats) {
        const { published } = { published: true, ...more };
        await write(published ? 'published' : 'unpublished', format, recordId, { 'index.html': format });
        await recordings.put(importedOf(recordId, format, more));
      }
    },
    async read(area, format, recordId, name) {
      const file = await files.open(area, format, recordId, name);
      return file === undefined ? undefined : text(file.read());
    },
    async folders(recordId) {
      const found: string[] = [];
      for (const area of ['published', 'unpublished'] as const)
        for await (const folder of files.list(area))
          if (folder.recordId === recordId) found.push(`${folder.format} ${area}`);
      return found.sort();
    },
    async one(recordId) {
      const [found] = await recordings.find([recordId]);
      if (!found) throw new Error(`no ${recordId}`);
      return found;
    },
  };
}

function importedOf(recordId: string, format: string, more: Partial<ImportedRecording>): ImportedRecording {
  const url =
    format === 'presentation' ? `/playback/presentation/2.3/${recordId}` : `/${format}/${recordId}/`;
  const { published = true } = more;
  return {
    recordId,
    meetingId: 'room',
    name: 'A lecture',
    published,
    state: published ? 'published' : 'unpublished',
    participants: 2,
    startTime: Date.UTC(2024, 0, 1),
    endTime: Date.UTC(2024, 0, 1, 1),
    metadata: [],
    protected: false,
    format: { format, url, length: 60, processingTime: undefined, thumbnails: [] },
    ...more,
  };
}
