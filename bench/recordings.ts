/** Recordings in PostgreSQL, made by the server itself: a million through the port would take an hour. */
import { Client } from 'pg';

/** Recordings of the one meeting that has many, and of the others. */
export const MANY = 10_000;
export const FEW = 10;
/** Recordings that share a value of `meta_course`. */
export const COURSE = 10;

/**
 * `count` recordings of a year: the last `many` of one meeting, FEW of each other one; with four metadata
 * values of which one is rare, three previews each, and a second format for every fifth.
 */
export async function seedRecordings(url: string, count: number, many = MANY): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const step of steps(count, many)) await client.query(step);
  } finally {
    await client.end();
  }
}

function steps(count: number, many: number): string[] {
  const all = `generate_series(1, ${count}) AS n`;
  const metadata = (key: string, value: string) =>
    `INSERT INTO metadata (recording_id, key, value) SELECT n, '${key}', ${value} FROM ${all}`;
  const format = (name: string, where: string) =>
    `INSERT INTO playback_formats (recording_id, format, url, length, processing_time)
     SELECT n, '${name}', '/${name}/' || md5(n::text) || '-' || n || '/', n % 120, n % 9999 FROM ${all} WHERE ${where}`;
  return [
    'SET synchronous_commit = off',
    `INSERT INTO recordings
       (id, record_id, meeting_id, name, published, participants, state, starttime, endtime)
     SELECT n, md5(n::text) || '-' || n,
       CASE WHEN n > ${count - many} THEN 'many' ELSE 'room-' || n / ${FEW} END,
       'Lecture ' || n, n % 20 > 0, n % 90, CASE WHEN n % 20 > 0 THEN 'published' ELSE 'unpublished' END,
       timestamp '2025-01-01' + n * interval '31 seconds', timestamp '2025-01-01' + n * interval '31 seconds'
     FROM ${all}`,
    `SELECT setval('recordings_id_seq', ${count})`,
    metadata('bbb-origin', "CASE WHEN n % 10 < 6 THEN 'Moodle' ELSE 'Greenlight' END"),
    metadata('tenant-id', "'tenant-' || n % 3"),
    metadata('course', `'course-' || n / ${COURSE}`),
    metadata('bbb-recording-description', "'What was said of ' || n || ', and by whom'"),
    format('presentation', 'true'),
    format('video', 'n % 5 = 0'),
    `INSERT INTO thumbnails (playback_format_id, width, height, alt, url, sequence)
     SELECT f.id, 176, 136, 'Slide ' || s, f.url || 'thumb-' || s || '.png', s
     FROM playback_formats f, generate_series(0, 2) AS s WHERE f.format = 'presentation' AND f.recording_id > ${count - 2 * many}`,
    'ANALYZE recordings, metadata, playback_formats, thumbnails',
  ];
}
