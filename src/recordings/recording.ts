/** A recording as it is on record. Times are milliseconds since 1970. */
export interface Recording {
  /** Of its row; other tables refer to it. */
  readonly id: number;
  /** Its name everywhere else: in calls, links and folders. */
  readonly recordId: string;
  readonly meetingId: string;
  readonly name: string | undefined;
  readonly published: boolean;
  /** Played only with a link that works once. */
  readonly protected: boolean;
  /** Somebody has published or unpublished it: an import leaves `published` as it stands. */
  readonly publishUpdated: boolean;
  /** One of `states` as a rule; undefined: never told. */
  readonly state: string | undefined;
  readonly participants: number | undefined;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  /** By key, each once. */
  readonly metadata: readonly Metadatum[];
  /** By name. */
  readonly formats: readonly PlaybackFormat[];
}

export interface Metadatum {
  readonly key: string;
  readonly value: string;
}

/** One way to play a recording; its files lie in the folder FORMAT/RECORDID. */
export interface PlaybackFormat {
  readonly format: string;
  /** Path and query, without scheme and host. */
  readonly url: string;
  /** Minutes. */
  readonly length: number | undefined;
  /** Milliseconds. */
  readonly processingTime: number | undefined;
  /** By sequence. */
  readonly thumbnails: readonly Thumbnail[];
}

export interface Thumbnail {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly alt: string | undefined;
  /** A path. */
  readonly url: string;
  /** From 0. */
  readonly sequence: number;
}

export const states = ['processing', 'processed', 'published', 'unpublished', 'deleted'] as const;
export type RecordingState = (typeof states)[number];

/** What an import knows of a recording: one of its formats, and all else as metadata.xml says. */
export interface ImportedRecording
  extends Pick<
    Recording,
    'recordId' | 'meetingId' | 'name' | 'published' | 'participants' | 'startTime' | 'endTime' | 'metadata'
  > {
  readonly state: RecordingState | undefined;
  /** A new recording is protected from the start; one that is protected stays so in any case. */
  readonly protected: boolean;
  readonly format: PlaybackFormat;
}

/** The tenant it belongs to; one without belongs to nobody. */
export function tenantOf({ metadata }: Pick<Recording, 'metadata'>): string | undefined {
  return metadata.find(({ key }) => key === TENANT_KEY)?.value;
}

export const TENANT_KEY = 'tenant-id';
