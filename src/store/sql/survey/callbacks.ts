import type { Findings } from '../../../cluster/survey.ts';
import { readCallbackYaml } from '../callback-yaml.ts';
import { type Database, statement } from '../database.ts';
import { number, text } from '../rows.ts';
import { countOf } from './count-rows.ts';

const CHUNK = 1000;

const chunk = statement(
  'survey_callbacks',
  `SELECT id, coalesce(meeting_id, '') AS meeting_id, coalesce(callback_attributes, '') AS attributes
   FROM callback_data WHERE id > $1 ORDER BY id LIMIT ${CHUNK}`,
);

/** No URLs were given. */
const EMPTY = /^(---)?\s*(\{\s*\})?\s*$/;

const KNOWN = ['analytics_callback_url', 'recording_ready_url'];

/** The URLs that meetings left; `tables`: those that can be read. */
export async function surveyCallbacks(
  db: Database,
  tables: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  findings.count('callback data', 0);
  for (let after = 0; ; ) {
    const rows = await db.all(chunk, after);
    for (const row of rows) surveyAttributes(text(row['meeting_id']), text(row['attributes']), findings);
    if (rows.length < CHUNK) break;
    after = number(rows.at(-1)?.['id']);
  }
  if (tables.has('recordings')) await surveyLinks(db, findings);
}

function surveyAttributes(meetingId: string, attributes: string, { count, remark }: Findings): void {
  count('callback data');
  const keys = Object.keys(readCallbackYaml(attributes));
  if (keys.length === 0 && !EMPTY.test(attributes))
    remark('strange', 'callback data that can not be read', meetingId);
  for (const key of keys)
    if (!KNOWN.includes(key)) remark('strange', `the key ${key} of callback data`, meetingId);
}

async function surveyLinks(db: Database, { remark }: Findings): Promise<void> {
  const orphans = await countOf(
    db,
    'callback_orphans',
    `SELECT count(*) FROM callback_data c WHERE recording_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM recordings r WHERE r.id = c.recording_id)`,
  );
  if (orphans > 0) remark('leftover', 'rows of callback_data whose recordings are gone', undefined, orphans);
}
