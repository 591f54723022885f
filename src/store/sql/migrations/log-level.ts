import type { Schema } from '../migrations.ts';
import { type Columns, tablesStep } from './columns.ts';

/** One row at most. */
const table = ({ text, integer }: Columns) => `
CREATE TABLE log_level (
  id ${integer} PRIMARY KEY CHECK (id = 1),
  level ${text} NOT NULL,
  holds_until ${integer} NOT NULL
);
`;

export const logLevelSchema: Schema = {
  area: 'log level',
  steps: [tablesStep('a level for a while', table)],
};
