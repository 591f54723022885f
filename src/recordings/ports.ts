/**
 * What the rules need of the database and of the place where recording files lie. A store that cannot
 * answer throws StoreUnavailable (cluster/ports.ts).
 */
import type { Readable } from 'node:stream';
import type { ImportedRecording, Recording } from './recording.ts';

/** All that is given must match. A list matches whatever is any of it; an empty one nothing. */
export interface RecordingFilter {
  /** The record id begins with one of these; letter case counts, and there are no wildcards. */
  readonly recordIds?: readonly string[] | undefined;
  readonly meetingIds?: readonly string[] | undefined;
  /** Left out: published and unpublished. `any`: all, also those without a state. */
  readonly states?: readonly string[] | 'any' | undefined;
  readonly metadata?: readonly { readonly key: string; readonly values: readonly string[] }[] | undefined;
  /** Only this tenant's. */
  readonly tenantId?: string | undefined;
  /** Only those that are known to have started before (milliseconds since 1970). */
  readonly startedBefore?: number | undefined;
}

export type PutResult =
  /** `published` as it stands now: where its files belong. */
  | { readonly kind: 'written'; readonly id: number; readonly published: boolean }
  /** It was deleted and stays so; nothing is written. */
  | { readonly kind: 'deleted' };

export interface RecordingChange {
  /** Metadata keys with their new values. */
  readonly set: ReadonlyMap<string, string>;
  /** Metadata keys that go; one that is not there is no error. */
  readonly remove: readonly string[];
  readonly protect?: boolean | undefined;
}

export interface RecordingStore {
  /** Newest start first, those of unknown start last; in chunks, so that memory stays flat. */
  list(
    filter: RecordingFilter,
    page?: { readonly offset: number; readonly limit: number },
  ): AsyncIterable<readonly Recording[]>;
  count(filter: RecordingFilter): Promise<number>;
  /** By exact ids, deleted ones too, in no order; unknown ones are left out. */
  find(recordIds: readonly string[]): Promise<Recording[]>;
  /**
   * Writes a recording with one format in one transaction: values and thumbnails are replaced; metadata
   * keys no longer named and other formats stay. `published` (and a state that says the same) stays as it
   * stands when somebody has published or unpublished it. `revive` brings back a deleted one.
   */
  put(imported: ImportedRecording, options?: { readonly revive?: boolean }): Promise<PutResult>;
  /** With its state, noting that somebody wanted it so. False: it is neither published nor unpublished. */
  setPublished(recordId: string, published: boolean): Promise<boolean>;
  /** Changes all of these, or none. False: one of them is unknown. */
  change(recordIds: readonly string[], change: RecordingChange): Promise<boolean>;
  /** Metadata, formats and thumbnails go, the row stays with the state `deleted`. Returns how many there were. */
  markDeleted(recordIds: readonly string[]): Promise<number>;
  /** Gives every recording without a tenant this one. Returns how many there were. */
  addToTenant(tenantId: string): Promise<number>;
}

/** The callback URLs of a meeting, under the names they are kept by, such as `recording_ready_url`. */
export type CallbackUrls = Readonly<Record<string, string>>;

export interface CallbackData {
  readonly meetingId: string;
  /** Of the row of its recording (Recording.id); undefined until one is imported. */
  readonly recordingId: number | undefined;
  readonly urls: CallbackUrls;
}

/** One for each meeting id, written by `create`. */
export interface CallbackDataStore {
  /** Replaces the URLs kept for the meeting, if any. */
  keep(meetingId: string, urls: CallbackUrls): Promise<void>;
  find(meetingId: string): Promise<CallbackData | undefined>;
  /** Notes which recording came of the meeting (Recording.id). Nothing happens when nothing is kept for it. */
  link(meetingId: string, recordingId: number): Promise<void>;
}

/** Where the files of a recording lie: `published` ones can be played. */
export type Area = 'published' | 'unpublished';

/**
 * Where the files are: in directories or in S3. Record ids and formats are `[A-Za-z0-9._-]+` and neither
 * `.` nor `..`; anything else is like one that has no files. Files that cannot be reached throw an Error.
 */
export interface RecordingFiles {
  /** Which areas have a folder of it. */
  where(recordId: string, format: string): Promise<Readonly<Record<Area, boolean>>>;
  /**
   * Moves the folder of a format to an area. `there`: it lay there already, and what the other area had of
   * it was removed; `missing`: neither area has it, nothing happens.
   */
  move(recordId: string, format: string, to: Area): Promise<'moved' | 'there' | 'missing'>;
  /** Removes the folders of these formats from both areas; those that are missing are no error. */
  remove(recordId: string, formats: readonly string[]): Promise<void>;
  /**
   * Puts an unpacked folder (FORMAT/RECORDID in the work directory) into an area, at once and as a whole,
   * replacing what either area has of it.
   */
  install(folder: string, recordId: string, format: string, to: Area): Promise<void>;
  /**
   * Opens a file of a folder by its path in it (decoded, `/` between names). Undefined: there is none, or
   * the path or a symbolic link leads out of the folder.
   */
  open(area: Area, format: string, recordId: string, path: string): Promise<OpenedFile | undefined>;
  /** Writes or replaces a small file of a folder that is there, at once and as a whole. False: there is no such folder. */
  write(area: Area, format: string, recordId: string, path: string, content: string): Promise<boolean>;
  /** Every folder of an area, in no order. */
  list(area: Area): AsyncIterable<{ readonly recordId: string; readonly format: string }>;
}

export interface OpenedFile {
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
  /** Quoted, as the header has it. */
  readonly etag: string;
  /** The bytes from `start` to `end`, both included; all by default. May be called once. */
  read(range?: { readonly start: number; readonly end: number }): Readable;
  /** Twice is harmless; also after `read`. */
  close(): Promise<void>;
}
