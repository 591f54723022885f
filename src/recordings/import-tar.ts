import type { Log } from '../cluster/log.ts';
import { reason } from '../cluster/reasons.ts';
import { BadArchive } from './archive/bad-archive.ts';
import type { ArchiveLimits } from './archive/read-archive.ts';
import { type ImportSettings, type ReadFormat, readFormat } from './import-format.ts';
import type { Spool, SpooledTar, UnpackedFormat, WorkArea, WorkFolder } from './import-ports.ts';
import { BadMetadata } from './metadata.ts';
import type { Area, CallbackDataStore, RecordingFiles, RecordingStore } from './ports.ts';
import type { Recording } from './recording.ts';

export interface ImportDeps {
  readonly spool: Pick<Spool, 'find' | 'open' | 'remove' | 'setAside'>;
  readonly work: Pick<WorkArea, 'begin'>;
  readonly files: Pick<RecordingFiles, 'install' | 'move' | 'remove'>;
  readonly recordings: Pick<RecordingStore, 'find' | 'put'>;
  readonly callbackData: Pick<CallbackDataStore, 'link'>;
  /**
   * A recording has come in and can be listed. May be told again of the same import after a crash, then with
   * the same id. `insideId`: what its meeting is called inside.
   */
  readonly ready: (recording: Recording, importId: string, insideId: string) => Promise<void>;
  /** Does what needs the database, again after it went away. */
  readonly patiently: <T>(work: () => Promise<T>) => Promise<T>;
  readonly settings: ImportSettings;
  readonly limits: ArchiveLimits;
  readonly log: Log;
}

export type ImportResult =
  /** `recordIds`: what has come in; a recording that was deleted stays so and is not among them. */
  | { readonly kind: 'imported'; readonly recordIds: readonly string[]; readonly skipped: number }
  | { readonly kind: 'bad'; readonly reason: string }
  /** Somebody else has imported it, or is still writing it. */
  | { readonly kind: 'changed' };

/**
 * Imports a tar that nobody else imports. Whenever it is cut off, the next one does all of it again and ends
 * in the same state: first the files go where they belong, then the rows make them visible, and the tar goes
 * last. A bad tar is set aside. Throws what keeps it from being done now: the store, the disk.
 */
export async function importTar(deps: ImportDeps, tar: SpooledTar): Promise<ImportResult> {
  const isSame = async (): Promise<boolean> => (await deps.spool.find(tar.name))?.stamp === tar.stamp;
  if (!(await isSame())) return { kind: 'changed' };
  const folder = await deps.work.begin(tar.name);
  try {
    const result = await importFrom(deps, tar, folder);
    await folder.remove();
    await deps.spool.remove(tar);
    return result;
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    // It is bad because it is not all there yet.
    if (!(await isSame())) return { kind: 'changed' };
    await folder.remove();
    await deps.spool.setAside(tar, error.message);
    return { kind: 'bad', reason: error.message };
  } finally {
    await folder.remove();
  }
}

async function importFrom(deps: ImportDeps, tar: SpooledTar, folder: WorkFolder): Promise<ImportResult> {
  await folder.unpack(deps.spool.open(tar.name), deps.limits);
  const { good, faults } = await readFormats(deps, tar, await folder.formats());
  if (good.length === 0) throw new BadArchive(faults[0] ?? reason('noMetadata', {}));
  const installed = await install(deps, good);
  const ids = await show(deps, installed);
  await announce(deps, tar, ids);
  return { kind: 'imported', recordIds: [...ids.keys()], skipped: faults.length };
}

interface Readable extends ReadFormat {
  readonly unpacked: UnpackedFormat;
}

/** One that can not be read stops no other. */
async function readFormats(
  { settings, log }: ImportDeps,
  tar: SpooledTar,
  all: readonly UnpackedFormat[],
): Promise<{ readonly good: readonly Readable[]; readonly faults: readonly string[] }> {
  const good: Readable[] = [];
  const faults: string[] = [];
  for (const unpacked of all) {
    try {
      good.push({ unpacked, ...(await readFormat(unpacked, settings)) });
    } catch (error) {
      if (!(error instanceof BadMetadata)) throw error;
      const reason = `${unpacked.format}/${unpacked.recordId}: ${error.message}`;
      faults.push(reason);
      log.warn({ tar: tar.name, reason }, 'import: a format was skipped');
    }
  }
  return { good, faults };
}

interface Installed extends ReadFormat {
  readonly area: Area;
}

/** Puts the files where they belong; not those of a recording that was deleted, and stays so. */
async function install(
  { recordings, files, patiently }: ImportDeps,
  good: readonly Readable[],
): Promise<Installed[]> {
  const recordIds = [...new Set(good.map(({ recording }) => recording.recordId))];
  const found = await patiently(() => recordings.find(recordIds));
  const known = new Map(found.map((recording) => [recording.recordId, recording]));
  const installed: Installed[] = [];
  for (const { unpacked, ...told } of good) {
    const { recording } = told;
    const { recordId, format } = recording;
    const before = known.get(recordId);
    if (before?.state === 'deleted') continue;
    const area = areaOf(before?.publishUpdated ? before.published : recording.published);
    await files.install(unpacked.folder, recordId, format.format, area);
    installed.push({ ...told, area });
  }
  return installed;
}

/** Writes the rows; the ids of the recordings that can be listed now, each with what its meeting is called inside. */
async function show(deps: ImportDeps, installed: readonly Installed[]): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, { readonly insideId: string; readonly id: number }>();
  for (const one of installed) {
    const id = await showFormat(deps, one);
    if (id !== undefined) shown.set(one.recording.recordId, { insideId: one.insideId, id });
  }
  for (const { insideId, id } of shown.values())
    await deps.patiently(() => deps.callbackData.link(insideId, id));
  return new Map([...shown].map(([recordId, { insideId }]) => [recordId, insideId]));
}

/** Undefined: it was deleted in this very moment. */
async function showFormat(
  { recordings, files, patiently }: ImportDeps,
  { recording, area }: Installed,
): Promise<number | undefined> {
  const { recordId, format } = recording;
  const put = await patiently(() => recordings.put(recording));
  if (put.kind === 'deleted') {
    await files.remove(recordId, [format.format]);
    return undefined;
  }
  // Somebody has published or unpublished it meanwhile, and did not know of this format yet.
  if (areaOf(put.published) !== area) await files.move(recordId, format.format, areaOf(put.published));
  return put.id;
}

async function announce(
  { recordings, ready, patiently }: ImportDeps,
  { name, stamp }: SpooledTar,
  shown: ReadonlyMap<string, string>,
): Promise<void> {
  const found = await patiently(() => recordings.find([...shown.keys()]));
  for (const recording of found) {
    const { recordId, meetingId } = recording;
    const importId = `${name} ${stamp} ${recordId}`;
    await patiently(() => ready(recording, importId, shown.get(recordId) ?? meetingId));
  }
}

function areaOf(published: boolean): Area {
  return published ? 'published' : 'unpublished';
}
