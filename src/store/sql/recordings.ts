import type { PutResult, RecordingStore } from '../../recordings/ports.ts';
import type { ImportedRecording, PlaybackFormat } from '../../recordings/recording.ts';
import { TENANT_KEY } from '../../recordings/recording.ts';
import { type Database, type Dialect, type Step, statement, step } from './database.ts';
import { recordingDialect } from './recording-dialect.ts';
import { recordingLists } from './recording-list.ts';
import { number } from './rows.ts';

/** Rows written in one statement when all recordings are. */
const CHUNK = 5000;

const statements = (dialect: Dialect) => {
  const { isOneOf, time, now } = recordingDialect(dialect);
  const these = isOneOf('record_id', '$1');
  // True when none of them is unknown.
  const allKnown = `(SELECT count(*) FROM recordings WHERE ${these}) = $2`;
  const ofThese = (column: string) => `${column} IN (SELECT id FROM recordings WHERE ${these})`;
  // A row that is deleted is as good as new.
  const decided = "r.publish_updated AND r.state IS DISTINCT FROM 'deleted'";
  const alive = "r.record_id = $1 AND r.state IS DISTINCT FROM 'deleted'";
  return {
    /** What others do to these waits until the transaction ends. */
    lock: statement(
      'recordings_lock',
      `SELECT id FROM recordings WHERE ${these} ORDER BY id ${dialect.locked}`,
    ),
    put: statement(
      'recordings_put',
      `INSERT INTO recordings AS r (record_id, meeting_id, name, published, participants, state, starttime,
         endtime, protected)
       VALUES ($1, $2, $3, $4, $5, $6, ${time('$7')}, ${time('$8')}, $9)
       ON CONFLICT (record_id) DO UPDATE SET
         meeting_id = excluded.meeting_id, name = excluded.name, participants = excluded.participants,
         starttime = excluded.starttime, endtime = excluded.endtime,
         published = CASE WHEN ${decided} THEN r.published ELSE excluded.published END,
         state = CASE
           WHEN ${decided} AND excluded.state IN ('published', 'unpublished')
           THEN CASE WHEN r.published THEN 'published' ELSE 'unpublished' END
           ELSE excluded.state END,
         protected = r.protected OR excluded.protected,
         publish_updated = ${decided},
         deleted_at = NULL
       WHERE r.state IS DISTINCT FROM 'deleted' OR $10
       RETURNING id, published`,
    ),
    putMetadatum: statement(
      'recordings_put_metadatum',
      `INSERT INTO metadata (recording_id, key, value)
       SELECT r.id, CAST($2 AS text), CAST($3 AS text) FROM recordings r WHERE ${alive}
       ON CONFLICT (recording_id, key) DO UPDATE SET value = excluded.value`,
    ),
    putFormat: statement(
      'recordings_put_format',
      `INSERT INTO playback_formats (recording_id, format, url, length, processing_time)
       SELECT r.id, CAST($2 AS text), CAST($3 AS text), CAST($4 AS integer), CAST($5 AS integer)
       FROM recordings r WHERE ${alive}
       ON CONFLICT (recording_id, format) DO UPDATE
       SET url = excluded.url, length = excluded.length, processing_time = excluded.processing_time`,
    ),
    dropThumbnails: statement(
      'recordings_drop_thumbnails',
      `DELETE FROM thumbnails WHERE playback_format_id IN (
         SELECT f.id FROM playback_formats f JOIN recordings r ON r.id = f.recording_id
         WHERE ${alive} AND f.format = $2)`,
    ),
    putThumbnail: statement(
      'recordings_put_thumbnail',
      `INSERT INTO thumbnails (playback_format_id, width, height, alt, url, sequence)
       SELECT f.id, CAST($3 AS integer), CAST($4 AS integer), CAST($5 AS text), CAST($6 AS text),
         CAST($7 AS integer)
       FROM playback_formats f JOIN recordings r ON r.id = f.recording_id WHERE ${alive} AND f.format = $2`,
    ),
    setPublished: statement(
      'recordings_set_published',
      `UPDATE recordings SET published = $2, publish_updated = true,
         state = CASE WHEN $2 THEN 'published' ELSE 'unpublished' END
       WHERE record_id = $1 AND state IN ('published', 'unpublished') RETURNING id`,
    ),
    setMetadatum: statement(
      'recordings_set_metadatum',
      `INSERT INTO metadata (recording_id, key, value)
       SELECT id, CAST($3 AS text), CAST($4 AS text) FROM recordings WHERE ${these} AND ${allKnown}
       ON CONFLICT (recording_id, key) DO UPDATE SET value = excluded.value`,
    ),
    removeMetadatum: statement(
      'recordings_remove_metadatum',
      `DELETE FROM metadata WHERE ${ofThese('recording_id')} AND key = $3 AND ${allKnown}`,
    ),
    protect: statement(
      'recordings_protect',
      `UPDATE recordings SET protected = $3 WHERE ${these} AND ${allKnown}`,
    ),
    deleteThumbnails: statement(
      'recordings_delete_thumbnails',
      `DELETE FROM thumbnails WHERE playback_format_id IN (
         SELECT id FROM playback_formats WHERE ${ofThese('recording_id')})`,
    ),
    deleteFormats: statement(
      'recordings_delete_formats',
      `DELETE FROM playback_formats WHERE ${ofThese('recording_id')}`,
    ),
    deleteMetadata: statement(
      'recordings_delete_metadata',
      `DELETE FROM metadata WHERE ${ofThese('recording_id')}`,
    ),
    markDeleted: statement(
      'recordings_mark_deleted',
      `UPDATE recordings SET state = 'deleted', deleted_at = coalesce(deleted_at, ${now})
       WHERE ${these} RETURNING id`,
    ),
    addToTenant: statement(
      'recordings_add_to_tenant',
      `INSERT INTO metadata (recording_id, key, value)
       SELECT r.id, '${TENANT_KEY}', CAST($1 AS text) FROM recordings r
       WHERE r.id > $2 AND NOT EXISTS (
         SELECT 1 FROM metadata m WHERE m.recording_id = r.id AND m.key = '${TENANT_KEY}')
       ORDER BY r.id LIMIT ${CHUNK}
       ON CONFLICT (recording_id, key) DO NOTHING RETURNING recording_id`,
    ),
  };
};

/** Recordings in the tables that the Ruby Scalelite has, or made as it makes them. */
export function sqlRecordings(db: Database): RecordingStore {
  const sql = statements(db.dialect);

  function formatSteps(recordId: string, { format, ...rest }: PlaybackFormat): Step[] {
    return [
      step(sql.putFormat, recordId, format, rest.url, rest.length ?? null, rest.processingTime ?? null),
      step(sql.dropThumbnails, recordId, format),
      ...rest.thumbnails.map(({ width = null, height = null, alt = null, url, sequence }) =>
        step(sql.putThumbnail, recordId, format, width, height, alt, url, sequence),
      ),
    ];
  }

  async function put(recording: ImportedRecording, { revive = false } = {}): Promise<PutResult> {
    const { recordId, name = null, participants = null, state = null } = recording;
    const { startTime = null, endTime = null } = recording;
    const [written] = await db.together([
      step(
        sql.put,
        ...[recordId, recording.meetingId, name, recording.published, participants, state],
        ...[startTime, endTime, recording.protected, revive],
      ),
      ...recording.metadata.map(({ key, value }) => step(sql.putMetadatum, recordId, key, value)),
      ...formatSteps(recordId, recording.format),
    ]);
    const row = written?.[0];
    if (!row) return { kind: 'deleted' };
    return { kind: 'written', id: number(row['id']), published: Boolean(row['published']) };
  }

  return {
    ...recordingLists(db),
    put,
    async setPublished(recordId, published) {
      return (await db.all(sql.setPublished, recordId, published)).length > 0;
    },
    async change(recordIds, { set, remove, protect }) {
      const ids = [...new Set(recordIds)];
      const [known] = await db.together([
        step(sql.lock, ids),
        ...[...set].map(([key, value]) => step(sql.setMetadatum, ids, ids.length, key, value)),
        ...remove.map((key) => step(sql.removeMetadatum, ids, ids.length, key)),
        ...(protect === undefined ? [] : [step(sql.protect, ids, ids.length, protect)]),
      ]);
      return known?.length === ids.length;
    },
    async markDeleted(recordIds) {
      const ids = [...new Set(recordIds)];
      const results = await db.together([
        step(sql.lock, ids),
        step(sql.deleteThumbnails, ids),
        step(sql.deleteFormats, ids),
        step(sql.deleteMetadata, ids),
        step(sql.markDeleted, ids),
      ]);
      return results.at(-1)?.length ?? 0;
    },
    async addToTenant(tenantId) {
      let total = 0;
      for (let after = 0, more = true; more; ) {
        const ids = (await db.all(sql.addToTenant, tenantId, after)).map((row) =>
          number(row['recording_id']),
        );
        after = ids.reduce((last, id) => Math.max(last, id), after);
        total += ids.length;
        more = ids.length > 0;
      }
      return total;
    },
  };
}
