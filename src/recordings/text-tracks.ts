import type { LeaseStore } from '../cluster/ports.ts';
import { ownRecordings } from './own.ts';
import type { Area, RecordingFiles, RecordingStore } from './ports.ts';
import type { Recording } from './recording.ts';

/** Captions or subtitles of a recording. */
export interface TextTrack {
  readonly kind: string;
  /** What a viewer chooses by. */
  readonly label: string;
  /** As RFC 5646 has it. */
  readonly lang: string;
  /** Where it comes from: `live`, `automatic` or `upload`. */
  readonly source: string;
  /** Path of the WebVTT file, as playback serves it. */
  readonly path: string;
}

export interface TextTrackDeps {
  readonly recordings: Pick<RecordingStore, 'find'>;
  readonly files: Pick<RecordingFiles, 'where' | 'open' | 'write'>;
}

interface Folder {
  readonly area: Area;
  readonly format: string;
  readonly recordId: string;
}

/** An entry of captions.json, as BBB's player reads it, with what the API tells beside. */
type Entry = Readonly<Record<string, unknown>>;

const INDEX = 'captions.json';
/** An index has a line a language. */
const MAX_INDEX_BYTES = 1024 * 1024;
/** The player that shows captions. */
const FIRST_FORMAT = 'presentation';

/** The tracks of a recording. Undefined: there is no such recording for the caller. */
export async function listTextTracks(
  { recordings, files }: TextTrackDeps,
  recordId: string,
  tenantId: string | undefined,
): Promise<TextTrack[] | undefined> {
  const recording = await playable(recordings, recordId, tenantId);
  if (!recording) return undefined;
  const tracks = new Map<string, TextTrack>();
  for await (const folder of foldersOf(files, recording)) {
    for (const entry of await readIndex(files, folder)) {
      const track = trackOf(entry, folder);
      if (track && !tracks.has(track.lang)) tracks.set(track.lang, track);
    }
  }
  return [...tracks.values()];
}

export interface NewTextTrack {
  readonly recordId: string;
  readonly kind: string;
  /** A valid language tag. */
  readonly lang: string;
  /** Default: the language's own name for viewers. */
  readonly label?: string | undefined;
  readonly webVtt: string;
  readonly tenantId?: string | undefined;
}

/**
 * Adds a track, in the place of one of its language. `unknown`: no such recording for the caller; `failed`:
 * it has no files, or somebody else is writing its tracks.
 */
export async function putTextTrack(
  deps: TextTrackDeps & { readonly leases: LeaseStore; readonly newId: () => string },
  track: NewTextTrack,
): Promise<'added' | 'unknown' | 'failed'> {
  const recording = await playable(deps.recordings, track.recordId, track.tenantId);
  if (!recording) return 'unknown';
  // Two at once would each lose the other's line of the index.
  const [lease, holder] = [`captions:${track.recordId}`, deps.newId()];
  if ((await deps.leases.acquire([lease], holder, LEASE_MS)).size === 0) return 'failed';
  try {
    for await (const folder of foldersOf(deps.files, recording))
      return await write(deps.files, folder, track);
    return 'failed';
  } finally {
    await deps.leases.release([lease], holder);
  }
}

const LEASE_MS = 30_000;

async function write(
  files: TextTrackDeps['files'],
  folder: Folder,
  { kind, lang, label = languageName(lang), webVtt }: NewTextTrack,
): Promise<'added' | 'failed'> {
  const { area, format, recordId } = folder;
  const others = (await readIndex(files, folder)).filter((entry) => languageOf(entry) !== lang);
  const entry = { locale: lang, localeName: label, kind, label, lang, source: 'upload' };
  // The index last: what it names is there.
  const written =
    (await files.write(area, format, recordId, `caption_${lang}.vtt`, webVtt)) &&
    (await files.write(area, format, recordId, INDEX, `${JSON.stringify([...others, entry])}\n`));
  return written ? 'added' : 'failed';
}

async function playable(
  recordings: Pick<RecordingStore, 'find'>,
  recordId: string,
  tenantId: string | undefined,
): Promise<Recording | undefined> {
  const [found] = await ownRecordings(recordings, [recordId], tenantId);
  return found?.state === 'deleted' ? undefined : found;
}

/** Its folders, the one of the player that shows captions first. */
async function* foldersOf(
  files: Pick<RecordingFiles, 'where'>,
  { recordId, formats }: Recording,
): AsyncIterable<Folder> {
  const names = formats.map(({ format }) => format);
  for (const format of names.toSorted((a, b) => Number(b === FIRST_FORMAT) - Number(a === FIRST_FORMAT))) {
    const where = await files.where(recordId, format);
    if (where.published || where.unpublished)
      yield { recordId, format, area: where.published ? 'published' : 'unpublished' };
  }
}

/** What is no index is as good as none: an upload replaces it. */
async function readIndex(
  files: Pick<RecordingFiles, 'open'>,
  { area, format, recordId }: Folder,
): Promise<readonly Entry[]> {
  const file = await files.open(area, format, recordId, INDEX);
  if (!file) return [];
  try {
    if (file.size > MAX_INDEX_BYTES) return [];
    const pieces: Buffer[] = await file.read().toArray();
    const entries: unknown = JSON.parse(Buffer.concat(pieces).toString());
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  } finally {
    await file.close();
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null;
}

/** As the name of its file has it; undefined: none that could be part of one. */
function localeOf({ locale, lang }: Entry): string | undefined {
  const name = locale ?? lang;
  return typeof name === 'string' && /^[\w-]{2,100}$/.test(name) ? name : undefined;
}

function languageOf(entry: Entry): string | undefined {
  const locale = localeOf(entry);
  return locale === undefined ? undefined : (languageTag(locale) ?? locale);
}

function trackOf(entry: Entry, { format, recordId }: Folder): TextTrack | undefined {
  const [locale, lang] = [localeOf(entry), languageOf(entry)];
  if (locale === undefined || lang === undefined) return undefined;
  const said = (name: string, otherwise: string): string => {
    const value = entry[name];
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  return {
    kind: said('kind', 'captions'),
    label: said('label', said('localeName', lang)),
    lang,
    source: said('source', 'live'),
    path: `/${format}/${recordId}/caption_${locale}.vtt`,
  };
}

/** A language tag in its regular form, `en_us` being taken as `en-US`; undefined: it is none. */
export function languageTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

function languageName(lang: string): string {
  return new Intl.DisplayNames([lang, 'en'], { type: 'language' }).of(lang) ?? lang;
}
