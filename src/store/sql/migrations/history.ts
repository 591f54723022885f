import type { Schema } from '../migrations.ts';
import { type Columns, tablesStep } from './columns.ts';

/**
 * Times are milliseconds since 1970 by the database's clock, hours count from 1970 too. `samples` and `periods`
 * are packed (src/store/sql/history/packing.ts); the row of an hour with an empty server_id is the pool's, and
 * says that the hour is condensed.
 */
const tables = ({ text, integer, boolean, keyed, unkeyed }: Columns) => `
CREATE TABLE history_rounds (
  at ${integer} NOT NULL,
  samples ${text} NOT NULL
) ${unkeyed};
CREATE INDEX history_rounds_at ON history_rounds (at);

CREATE TABLE history_hours (
  server_id ${text} NOT NULL,
  hour ${integer} NOT NULL,
  periods ${text} NOT NULL,
  PRIMARY KEY (server_id, hour)
) ${keyed};
CREATE INDEX history_hours_hour ON history_hours (hour);

CREATE TABLE history_changes (
  server_id ${text} NOT NULL,
  at ${integer} NOT NULL,
  online ${boolean} NOT NULL,
  PRIMARY KEY (server_id, at)
) ${keyed};
CREATE INDEX history_changes_at ON history_changes (at);
`;

/** The load history: to change a table, add a step. */
export const historySchema: Schema = { area: 'history', steps: [tablesStep('load history', tables)] };
