import type { RecordingFilter } from '../../recordings/ports.ts';
import { TENANT_KEY } from '../../recordings/recording.ts';
import type { Dialect, Value } from './database.ts';
import { recordingDialect } from './recording-dialect.ts';

/** A condition on `recordings r`, and the values of its parameters. */
export interface Condition {
  /** Tells conditions of different text apart, and there are few: statements are kept prepared under it. */
  readonly shape: string;
  readonly text: string;
  readonly values: readonly Value[];
}

const DEFAULT_STATES = ['published', 'unpublished'];
/** Above all that can follow a prefix. */
const LAST_CHARACTER = '\u{10ffff}';
/** As in the index of metadata (migrations/0001-recordings.ts). */
const INDEXED_LENGTH = 600;

interface MetadataFilter {
  readonly key: string;
  readonly values: readonly string[];
}

/** What a recording must be to be listed. */
export function conditionOf(filter: RecordingFilter, dialect: Dialect): Condition {
  const { isOneOf, bytes, time, passedOver } = recordingDialect(dialect);
  const parts: string[] = [];
  const values: Value[] = [];
  let shape = '';
  const add = (mark: string, value: Value, text: (parameter: string) => string): void => {
    values.push(value);
    parts.push(text(`$${values.length}`));
    shape += mark;
  };

  const isNarrow = Boolean(
    filter.meetingIds || filter.recordIds || filter.metadata?.length || filter.tenantId,
  );
  if (filter.states !== 'any') {
    // Most recordings have one of the states.
    const state = isNarrow ? passedOver('r.state') : 'r.state';
    add(isNarrow ? 'n' : 's', filter.states ?? DEFAULT_STATES, (states) => isOneOf(state, states));
  }
  if (filter.meetingIds) add('m', filter.meetingIds, (ids) => isOneOf('r.meeting_id', ids));
  if (filter.recordIds) {
    // Range by range, so that PostgreSQL sees how few each leads to.
    const ranges = padded(filter.recordIds).map((prefix) => {
      values.push(prefix, prefix + LAST_CHARACTER);
      const id = bytes('r.record_id');
      return `(${id} >= $${values.length - 1} AND ${id} < $${values.length})`;
    });
    parts.push(anyOf(ranges));
    shape += `r${ranges.length}`;
  }
  if (filter.startedBefore !== undefined) {
    add('b', filter.startedBefore, (before) => `r.starttime < ${time(before)}`);
  }
  // SQLite begins with a list of ids if there is one, and that should be a short one: of the meetings, the
  // prefixes, or what the client asks of metadata. A tenant's is long. PostgreSQL finds out by itself.
  let leads = !filter.meetingIds && !filter.recordIds;
  for (const { key, values: wanted } of padded(metadataFilters(filter))) {
    values.push(key);
    const name = `$${values.length}`;
    const found = (list: string): string => `m.key = ${name} AND ${isOneOf('m.value', list)}`;
    const indexed = wanted.every((value) => key.length + value.length <= INDEXED_LENGTH);
    const short = indexed ? ` AND length(m.key) + length(m.value) <= ${INDEXED_LENGTH}` : '';
    if (leads)
      add(
        indexed ? 'k' : 'l',
        wanted,
        (list) => `r.id IN (SELECT m.recording_id FROM metadata m WHERE ${found(list)}${short})`,
      );
    else
      add(
        'e',
        wanted,
        (list) => `EXISTS (SELECT 1 FROM metadata m WHERE m.recording_id = r.id AND ${found(list)})`,
      );
    leads = false;
  }
  // PostgreSQL cuts the names of prepared statements at 63 characters.
  const short = shape.replace(/e+/, (run) => `e${run.length}`);
  return { shape: short, text: parts.length === 0 ? 'true' : parts.join(' AND '), values };
}

/** One for each key, the tenant's last: what is asked of it twice must hold twice. */
function metadataFilters({ metadata = [], tenantId }: RecordingFilter): MetadataFilter[] {
  const tenant = tenantId === undefined ? [] : [{ key: TENANT_KEY, values: [tenantId] }];
  const byKey = new Map<string, readonly string[]>();
  for (const { key, values } of [...metadata, ...tenant]) {
    const before = byKey.get(key);
    byKey.set(key, before ? before.filter((value) => values.includes(value)) : values);
  }
  return [...byKey].map(([key, values]) => ({ key, values }));
}

/** Repeats the last one up to a power of two, so that there are few shapes however many a client sends. */
function padded<T>(items: readonly T[]): readonly T[] {
  const last = items.at(-1);
  if (last === undefined) return items;
  const count = 2 ** Math.ceil(Math.log2(items.length));
  return [...items, ...Array<T>(count - items.length).fill(last)];
}

/** A balanced tree: SQLite takes only so many levels. */
function anyOf(conditions: readonly string[]): string {
  const [first] = conditions;
  if (first === undefined) return 'false';
  if (conditions.length === 1) return first;
  const middle = conditions.length / 2;
  return `(${anyOf(conditions.slice(0, middle))} OR ${anyOf(conditions.slice(middle))})`;
}
