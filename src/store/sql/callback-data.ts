import type { CallbackDataStore } from '../../recordings/ports.ts';
import { readCallbackYaml, writeCallbackYaml } from './callback-yaml.ts';
import { type Database, type Dialect, statement, step } from './database.ts';
import { recordingDialect } from './recording-dialect.ts';
import { optionalNumber, optionalText } from './recording-rows.ts';

const statements = (dialect: Dialect) => {
  const { hold, now } = recordingDialect(dialect);
  return {
    /** Nothing keeps two rows of one meeting apart in Rails' table. */
    hold: statement('callback_hold', hold),
    replace: statement(
      'callback_replace',
      `UPDATE callback_data SET callback_attributes = $2, updated_at = ${now} WHERE meeting_id = $1`,
    ),
    add: statement(
      'callback_add',
      `INSERT INTO callback_data (meeting_id, callback_attributes, created_at, updated_at)
       SELECT CAST($1 AS text), CAST($2 AS text), ${now}, ${now}
       WHERE NOT EXISTS (SELECT 1 FROM callback_data WHERE meeting_id = $1)`,
    ),
    find: statement(
      'callback_find',
      `SELECT recording_id, callback_attributes FROM callback_data WHERE meeting_id = $1
       ORDER BY id DESC LIMIT 1`,
    ),
    link: statement(
      'callback_link',
      `UPDATE callback_data SET recording_id = $2, updated_at = ${now} WHERE meeting_id = $1`,
    ),
  };
};

/** Callback URLs in the table that the Ruby Scalelite has. */
export function sqlCallbackData(db: Database): CallbackDataStore {
  const sql = statements(db.dialect);
  return {
    async keep(meetingId, urls) {
      const yaml = writeCallbackYaml(urls);
      await db.together([
        step(sql.hold, meetingId),
        step(sql.replace, meetingId, yaml),
        step(sql.add, meetingId, yaml),
      ]);
    },
    async find(meetingId) {
      const [row] = await db.all(sql.find, meetingId);
      if (!row) return undefined;
      const urls = readCallbackYaml(optionalText(row['callback_attributes']) ?? '');
      return { meetingId, recordingId: optionalNumber(row['recording_id']), urls };
    },
    async link(meetingId, recordingId) {
      await db.all(sql.link, meetingId, recordingId);
    },
  };
}
