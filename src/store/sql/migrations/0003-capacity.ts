import { PLACEMENT } from './0001-cluster-place.ts';
import { type Columns, tablesStep } from './columns.ts';

/** `placed` and `joined`: what has come since the poll that `meetings` and `users` are from. */
const columns = ({ integer, boolean }: Columns) => `
ALTER TABLE cluster_servers ADD COLUMN max_meetings ${integer};
ALTER TABLE cluster_servers ADD COLUMN max_users ${integer};
ALTER TABLE cluster_servers ADD COLUMN spare ${boolean} NOT NULL DEFAULT false;
ALTER TABLE cluster_servers ADD COLUMN placed ${integer} NOT NULL DEFAULT 0;
ALTER TABLE cluster_servers ADD COLUMN joined ${integer} NOT NULL DEFAULT 0;
`;

export const capacity = tablesStep('capacity of servers', columns, PLACEMENT);
