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
  const { isOneOf, bytes, time } = recordingDialect(dialect);
  const parts: string[] = [];
  const values: Value[] = [];
  let shape = '';
  const add = (mark: string, value: Value, text: (parameter: string) => string): void => {
    values.push(value);
    parts.push(text(`$${values.length}`));
    shape += mark;
  };

  if (filter.states !== 'any') {
    add('s', filter.states ?? DEFAULT_STATES, (states) => isOneOf('r.state', states));
  }
  if (filter.meetingIds) add('m', filter.meetingIds, (ids) => isOneOf('r.meeting_id', ids));
  if (filter.recordIds) {
    const id = bytes('named.record_id');
    add(
      'r',
      filter.recordIds,
      (prefixes) => `r.id IN (
        SELECT named.id FROM ${dialect.items(prefixes)} JOIN recordings named
        ON ${id} >= item.value AND ${id} < item.value || '${LAST_CHARACTER}')`,
    );
  }
  if (filter.startedBefore !== undefined) {
    add('b', filter.startedBefore, (before) => `r.starttime < ${time(before)}`);
  }
  for (const { key, values: wanted } of padded(metadataFilters(filter))) {
    const indexed = wanted.every((value) => key.length + value.length <= INDEXED_LENGTH);
    const limit = indexed ? `AND length(m.key) + length(m.value) <= ${INDEXED_LENGTH}` : '';
    values.push(key);
    const name = `$${values.length}`;
    add(
      indexed ? 'k' : 'l',
      wanted,
      (list) => `r.id IN (
        SELECT m.recording_id FROM metadata m
        WHERE m.key = ${name} AND ${isOneOf('m.value', list)} ${limit})`,
    );
  }
  return { shape, text: parts.length === 0 ? 'true' : parts.join(' AND '), values };
}

/** One for each key: what is asked of it twice must hold twice. */
function metadataFilters({ metadata = [], tenantId }: RecordingFilter): MetadataFilter[] {
  const tenant = tenantId === undefined ? [] : [{ key: TENANT_KEY, values: [tenantId] }];
  const byKey = new Map<string, readonly string[]>();
  for (const { key, values } of [...tenant, ...metadata]) {
    const before = byKey.get(key);
    byKey.set(key, before ? before.filter((value) => values.includes(value)) : values);
  }
  return [...byKey].map(([key, values]) => ({ key, values }));
}

/** Repeats the last one up to a power of two, so that there are few shapes however many a client sends. */
function padded(filters: readonly MetadataFilter[]): readonly MetadataFilter[] {
  const last = filters.at(-1);
  if (!last) return filters;
  const count = 2 ** Math.ceil(Math.log2(filters.length));
  return [...filters, ...Array<MetadataFilter>(count - filters.length).fill(last)];
}
