import type { Metadatum, PlaybackFormat, Recording, Thumbnail } from '../../recordings/recording.ts';
import type { Row } from './database.ts';
import { number, text } from './rows.ts';

/** Rails has no NOT NULL on any of these columns. */
export function optionalText(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : text(value);
}

export function optionalNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : number(value);
}

/** The rows of some recordings, each kind as selected by `recordings.ts`. */
export interface RecordingRows {
  readonly recordings: readonly Row[];
  /** By key within a recording. */
  readonly metadata: readonly Row[];
  /** A row for each thumbnail, one without for a format that has none; by format and sequence within a recording. */
  readonly formats: readonly Row[];
}

/** Puts recordings together, by row id. */
export function recordingsOf(rows: RecordingRows): Map<number, Recording> {
  const metadata = Map.groupBy(rows.metadata, (row) => number(row['recording_id']));
  const formats = Map.groupBy(rows.formats, (row) => number(row['recording_id']));
  return new Map(
    rows.recordings.map((row) => {
      const id = number(row['id']);
      return [id, recordingOf(row, metadata.get(id) ?? [], formats.get(id) ?? [])];
    }),
  );
}

function recordingOf(row: Row, metadata: readonly Row[], formats: readonly Row[]): Recording {
  return {
    id: number(row['id']),
    recordId: optionalText(row['record_id']) ?? '',
    meetingId: optionalText(row['meeting_id']) ?? '',
    name: optionalText(row['name']),
    published: Boolean(row['published']),
    protected: Boolean(row['protected']),
    publishUpdated: Boolean(row['publish_updated']),
    state: optionalText(row['state']),
    participants: optionalNumber(row['participants']),
    startTime: optionalNumber(row['start_time']),
    endTime: optionalNumber(row['end_time']),
    metadata: metadata.map(metadatumOf),
    formats: formatsOf(formats),
  };
}

function metadatumOf(row: Row): Metadatum {
  return { key: optionalText(row['key']) ?? '', value: optionalText(row['value']) ?? '' };
}

function formatsOf(rows: readonly Row[]): PlaybackFormat[] {
  return [...Map.groupBy(rows, (row) => number(row['format_id'])).values()].map(([first = {}, ...rest]) => ({
    format: optionalText(first['format']) ?? '',
    url: optionalText(first['url']) ?? '',
    length: optionalNumber(first['length']),
    processingTime: optionalNumber(first['processing_time']),
    thumbnails: [first, ...rest].filter((row) => row['thumbnail_id'] !== null).map(thumbnailOf),
  }));
}

function thumbnailOf(row: Row): Thumbnail {
  return {
    width: optionalNumber(row['width']),
    height: optionalNumber(row['height']),
    alt: optionalText(row['alt']),
    url: optionalText(row['thumbnail_url']) ?? '',
    sequence: optionalNumber(row['sequence']) ?? 0,
  };
}
