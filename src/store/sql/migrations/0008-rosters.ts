import { type Columns, tablesStep } from './columns.ts';

/** What the servers said of their meetings, a JSON a server. */
const tables = ({ text, keyed }: Columns) => `
CREATE TABLE cluster_rosters (
  server_id ${text} PRIMARY KEY,
  meetings ${text} NOT NULL
) ${keyed};
`;

export const rosters = tablesStep('names and users of meetings', tables);
