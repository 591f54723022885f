import type { Dialect } from './database.ts';

/** What differs between the databases in the statements of recordings. */
export interface RecordingDialect {
  /** Whether an expression is one of a list parameter's texts. */
  readonly isOneOf: (expression: string, parameter: string) => string;
  /** The same for row ids, which go in as texts. */
  readonly isIdOf: (expression: string, parameter: string) => string;
  /** An expression compared and ordered by its bytes. */
  readonly bytes: (expression: string) => string;
  /** An expression that is not to be looked up in an index: SQLite does not know how many rows that leads to. */
  readonly passedOver: (expression: string) => string;
  /** A time column as milliseconds since 1970. */
  readonly milliseconds: (column: string) => string;
  /** A parameter of milliseconds since 1970 as what a time column holds. */
  readonly time: (parameter: string) => string;
  /** A time column in full, to go on from it, and the parameter that brings it back. */
  readonly exact: (column: string) => string;
  readonly fromExact: (parameter: string) => string;
  /** The time now, as what a time column holds. */
  readonly now: string;
  /** A select that keeps others who hold the same text ($1) waiting until the transaction ends. */
  readonly hold: string;
}

const postgres: RecordingDialect = {
  // As an array, so that the planner sees how often each of its items occurs.
  isOneOf: (expression, parameter) => `${expression} = ANY (CAST(${parameter} AS text[]))`,
  isIdOf: (expression, parameter) => `${expression} = ANY (CAST(${parameter} AS bigint[]))`,
  bytes: (expression) => `${expression} COLLATE "C"`,
  passedOver: (expression) => expression,
  milliseconds: (column) => `CAST(date_part('epoch', ${column}) * 1000 AS bigint)`,
  time: (parameter) => `(timestamp 'epoch' + CAST(${parameter} AS bigint) * interval '1 millisecond')`,
  // Rails keeps microseconds.
  exact: (column) => `CAST(${column} AS text)`,
  fromExact: (parameter) => `CAST(CAST(${parameter} AS text) AS timestamp)`,
  now: "(now() AT TIME ZONE 'UTC')",
  hold: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 1)) IS NULL AS held',
};

/** One process writes at a time, so that nothing needs to be held. */
const sqlite: RecordingDialect = {
  isOneOf: (expression, parameter) => `${expression} IN (SELECT value FROM json_each(${parameter}))`,
  isIdOf: (expression, parameter) =>
    `${expression} IN (SELECT CAST(value AS INTEGER) FROM json_each(${parameter}))`,
  bytes: (expression) => expression,
  passedOver: (expression) => `+${expression}`,
  milliseconds: (column) => column,
  time: (parameter) => `CAST(${parameter} AS INTEGER)`,
  exact: (column) => column,
  fromExact: (parameter) => parameter,
  now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  hold: 'SELECT $1 IS NULL AS held',
};

export function recordingDialect({ name }: Dialect): RecordingDialect {
  return name === 'postgres' ? postgres : sqlite;
}
