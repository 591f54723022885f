/**
 * What an import needs of the directories it works in: the spool, which BBB servers write to, and the work
 * directory, which is the importers' alone. A disk that is full or broken throws an Error of the system, with
 * its `code`.
 */
import type { ArchiveLimits } from './archive/read-archive.ts';

/** A tar in the spool, as it was when it was looked at. */
export interface SpooledTar {
  /** Of the file, with `.tar`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When its content or name changed last, by the file system's clock (milliseconds since 1970). */
  readonly changedAt: number;
  /** Another one whenever the file is another or has changed. */
  readonly stamp: string;
}

/** One that was set aside. */
export interface FailedTar {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly failedAt: number;
  readonly reason: string;
}

export interface Spool {
  /** All `*.tar` files, those that have waited longest first. Makes the directory when it is missing. */
  list(): Promise<SpooledTar[]>;
  /** Undefined: it is not there any more. */
  find(name: string): Promise<SpooledTar | undefined>;
  /** Its bytes; each piece is good until the next is asked for. */
  open(name: string): AsyncIterable<Buffer>;
  /** Only while it is still what it was. */
  remove(tar: SpooledTar): Promise<void>;
  /** Sets it aside, in the place of one that failed before under that name. Only while it is still what it was. */
  setAside(tar: SpooledTar, reason: string): Promise<void>;
  /** Those that were set aside, the latest first. */
  failed(): Promise<FailedTar[]>;
  /** Brings one back that was set aside. `taken`: another one of that name waits. */
  retry(name: string): Promise<'waiting' | 'missing' | 'taken'>;
  /**
   * Writes a tar under its name at once and as a whole. `taken`: one of that name waits already; `tooLarge`:
   * it has more bytes than allowed; nothing is left of it then, nor when the content breaks off.
   */
  receive(name: string, content: AsyncIterable<Buffer>, maxBytes: number): Promise<Received>;
}

export type Received =
  | { readonly kind: 'received'; readonly tar: SpooledTar }
  | { readonly kind: 'taken' }
  | { readonly kind: 'tooLarge' };

export interface WorkArea {
  /** A folder of one import's own; what earlier ones of this tar left is removed first. */
  begin(name: string): Promise<WorkFolder>;
  /** Whether an import of this tar has given a sign of life within the last seconds. */
  isAlive(name: string): Promise<boolean>;
  /** Removes what imports have left whose tar is not waiting any more. */
  clear(waiting: readonly string[]): Promise<void>;
}

export interface WorkFolder {
  /** All or nothing is to be used of it. Throws BadArchive, and what the content throws. */
  unpack(content: AsyncIterable<Buffer>, limits: ArchiveLimits): Promise<void>;
  /** What lies at FORMAT/RECORDID with a metadata.xml in it, in order. */
  formats(): Promise<UnpackedFormat[]>;
  /** Twice is harmless. */
  remove(): Promise<void>;
}

export interface UnpackedFormat {
  /** Its names in the archive, whatever these are. */
  readonly format: string;
  readonly recordId: string;
  /** Where the folder FORMAT/RECORDID is. */
  readonly folder: string;
  /** At most so many bytes of its metadata.xml. */
  metadata(maxBytes: number): Promise<Buffer>;
}
