import type { Findings } from '../../../cluster/survey.ts';
import { type Database, statement } from '../database.ts';
import { number, text } from '../rows.ts';
import { countOf } from './count-rows.ts';

const STATES = ['published', 'unpublished', 'processing', 'processed', 'deleted', ''];

const states = statement(
  'survey_states',
  `SELECT coalesce(state, '') AS state, published, count(*) AS count FROM recordings GROUP BY 1, 2 ORDER BY 1, 2`,
);

/** Rows of what belongs to what, with the column that says to which. */
const PARTS = [
  ['metadata', 'recording_id', 'recordings'],
  ['playback_formats', 'recording_id', 'recordings'],
  ['thumbnails', 'playback_format_id', 'playback_formats'],
] as const;

/** The recordings with what belongs to them; `tables`: those that can be read. */
export async function surveyRecordings(
  db: Database,
  tables: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  const { count, remark } = findings;
  count('recordings', 0);
  for (const row of await db.all(states)) {
    const state = text(row['state']);
    const many = number(row['count']);
    count('recordings', many);
    count(
      `recordings, ${state === 'deleted' ? 'deleted' : row['published'] ? 'published' : 'unpublished'}`,
      many,
    );
    if (!STATES.includes(state)) remark('strange', 'states of recordings that are not known', state);
  }
  count(
    'recordings, protected',
    await countOf(db, 'protected', 'SELECT count(*) FROM recordings WHERE protected'),
  );
  const nameless = await countOf(db, 'nameless', 'SELECT count(*) FROM recordings WHERE record_id IS NULL');
  if (nameless > 0)
    remark('strange', 'recordings without a recordID: they are not listed', undefined, nameless);
  for (const [table, column, owner] of PARTS) {
    if (tables.has(table) && tables.has(owner)) await surveyPart(db, { table, column, owner }, findings);
  }
}

async function surveyPart(
  db: Database,
  { table, column, owner }: { readonly table: string; readonly column: string; readonly owner: string },
  { count, remark }: Findings,
): Promise<void> {
  count(table.replace('_', ' '), await countOf(db, table, `SELECT count(*) FROM ${table}`));
  const orphans = await countOf(
    db,
    `${table}_orphans`,
    `SELECT count(*) FROM ${table} part WHERE NOT EXISTS (SELECT FROM ${owner} o WHERE o.id = part.${column})`,
  );
  if (orphans > 0)
    remark('leftover', `rows of ${table} whose ${owner.replace('_', ' ')} are gone`, undefined, orphans);
}
