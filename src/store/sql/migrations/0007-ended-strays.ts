import { type Columns, tablesStep } from './columns.ts';

/** Rooms that an operator has ended, but their server has not. */
const tables = ({ boolean }: Columns) =>
  `ALTER TABLE cluster_strays ADD COLUMN ended ${boolean} NOT NULL DEFAULT false;`;

export const endedStrays = tablesStep('strays that an operator has ended', tables);
