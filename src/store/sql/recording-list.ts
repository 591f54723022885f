import type { RecordingFilter, RecordingStore } from '../../recordings/ports.ts';
import type { Recording } from '../../recordings/recording.ts';
import { type Database, type Dialect, type Row, statement, type Value } from './database.ts';
import { recordingDialect } from './recording-dialect.ts';
import { type Condition, conditionOf } from './recording-filter.ts';
import { recordingsOf } from './recording-rows.ts';
import { number, text } from './rows.ts';

/** Recordings in one chunk, and so in memory at once. */
const CHUNK = 100;
/** Row ids looked up at once: few for the first page, which is often the only one, then many, as each look sorts. */
const FIRST_PAGE = 500;
const PAGE = 10_000;

/** Where a listing goes on. */
interface Position {
  readonly start: Value;
  readonly id: number;
}

const statements = (dialect: Dialect) => {
  const { isIdOf, isOneOf, milliseconds } = recordingDialect(dialect);
  return {
    ids: statement('recordings_ids', `SELECT r.id FROM recordings r WHERE ${isOneOf('r.record_id', '$1')}`),
    recordings: statement(
      'recordings_rows',
      `SELECT id, record_id, meeting_id, name, published, protected, publish_updated, state, participants,
         ${milliseconds('starttime')} AS start_time, ${milliseconds('endtime')} AS end_time
       FROM recordings WHERE ${isIdOf('id', '$1')}`,
    ),
    metadata: statement(
      'recordings_metadata',
      `SELECT recording_id, key, value FROM metadata WHERE ${isIdOf('recording_id', '$1')}
       ORDER BY recording_id, key`,
    ),
    formats: statement(
      'recordings_formats',
      `SELECT f.recording_id, f.id AS format_id, f.format, f.url, f.length, f.processing_time,
         t.id AS thumbnail_id, t.width, t.height, t.alt, t.url AS thumbnail_url, t.sequence
       FROM playback_formats f LEFT JOIN thumbnails t ON t.playback_format_id = f.id
       WHERE ${isIdOf('f.recording_id', '$1')}
       ORDER BY f.recording_id, f.format, f.id, t.sequence, t.id`,
    ),
  };
};

/** The reading half of the store. */
export function recordingLists(db: Database): Pick<RecordingStore, 'list' | 'count' | 'find'> {
  const sql = statements(db.dialect);

  async function load(ids: readonly number[]): Promise<Map<number, Recording>> {
    if (ids.length === 0) return new Map();
    const values = ids.map(String);
    const [recordings, metadata, formats] = await Promise.all([
      db.all(sql.recordings, values),
      db.all(sql.metadata, values),
      db.all(sql.formats, values),
    ]);
    return recordingsOf({ recordings, metadata, formats });
  }

  /**
   * In the order of the ids; one that has gone meanwhile is left out. While a chunk is worked on, the database
   * makes the next.
   */
  async function* chunks(ids: readonly number[]) {
    let next = load(ids.slice(0, CHUNK));
    for (let from = 0; from < ids.length; from += CHUNK) {
      const loaded = await next;
      next = load(ids.slice(from + CHUNK, from + 2 * CHUNK));
      // Who stops listening does not hear that it failed.
      next.catch(() => {});
      yield ids.slice(from, from + CHUNK).flatMap((id) => loaded.get(id) ?? []);
    }
  }

  async function* list(filter: RecordingFilter, page = { offset: 0, limit: Number.POSITIVE_INFINITY }) {
    const condition = conditionOf(filter, db.dialect);
    let left = page.limit;
    let offset = page.offset;
    for (let after: Position | undefined, size = FIRST_PAGE; left > 0; size = PAGE) {
      const wanted = Math.min(left, size);
      const rows = await pageOf(db, condition, after, { offset, limit: wanted });
      yield* chunks(rows.map((row) => number(row['id'])));
      const last = rows.at(-1);
      if (!last || rows.length < wanted) return;
      after = { start: startOf(last), id: number(last['id']) };
      left -= rows.length;
      offset = 0;
    }
  }

  return {
    list,
    async count(filter) {
      const { shape, text: condition, values } = conditionOf(filter, db.dialect);
      const counting = statement(
        `recordings_count_${shape}`,
        `SELECT count(*) AS count FROM recordings r WHERE ${condition}`,
      );
      const [row] = await db.all(counting, ...values);
      return number(row?.['count']);
    },
    async find(recordIds) {
      const rows = await db.all(sql.ids, [...new Set(recordIds)]);
      const found: Recording[] = [];
      for await (const chunk of chunks(rows.map((row) => number(row['id'])))) found.push(...chunk);
      return found;
    },
  };
}

/**
 * The row ids that come next. Those of unknown start come last, and after a known start they are not among
 * what an index on the start leads to: they are looked for once those of known start are through.
 */
async function pageOf(
  db: Database,
  condition: Condition,
  after: Position | undefined,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly Row[]> {
  const look = (kind: After, values: readonly Value[], limit: number) =>
    db.all(pageStatement(db.dialect, condition, kind), ...condition.values, limit, page.offset, ...values);
  if (after === undefined) return look('all', [], page.limit);
  if (after.start === null) return look('unknown', [after.id], page.limit);
  const rows = await look('known', [after.id, after.start], page.limit);
  if (rows.length === page.limit) return rows;
  return [...rows, ...(await look('unknown', [Number.MAX_SAFE_INTEGER], page.limit - rows.length))];
}

/** What is looked for: all; what comes after a known start; what comes after an unknown one. */
type After = 'all' | 'known' | 'unknown';

function pageStatement(dialect: Dialect, { shape, text: condition, values }: Condition, after: After) {
  const { exact, fromExact } = recordingDialect(dialect);
  const parameter = (index: number) => `$${values.length + index}`;
  const onwards: Readonly<Record<After, string>> = {
    all: 'true',
    known: `(r.starttime, r.id) < (${fromExact(parameter(4))}, CAST(${parameter(3)} AS bigint))`,
    unknown: `r.starttime IS NULL AND r.id < CAST(${parameter(3)} AS bigint)`,
  };
  return statement(
    `recordings_${after}_${shape}`,
    `SELECT r.id, ${exact('r.starttime')} AS start FROM recordings r
     WHERE ${condition} AND ${onwards[after]}
     ORDER BY r.starttime DESC NULLS LAST, r.id DESC LIMIT ${parameter(1)} OFFSET ${parameter(2)}`,
  );
}

function startOf({ start }: Row): Value {
  if (start === null || typeof start === 'number') return start;
  return text(start);
}
