import type { Migration } from '../migrations.ts';
import { PLACEMENT } from './0001-cluster-place.ts';

/** `placed` and `joined`: what has come since the poll that `meetings` and `users` are from. */
const columns = (integer: string, boolean: string) => `
ALTER TABLE cluster_servers ADD COLUMN max_meetings ${integer};
ALTER TABLE cluster_servers ADD COLUMN max_users ${integer};
ALTER TABLE cluster_servers ADD COLUMN spare ${boolean} NOT NULL DEFAULT false;
ALTER TABLE cluster_servers ADD COLUMN placed ${integer} NOT NULL DEFAULT 0;
ALTER TABLE cluster_servers ADD COLUMN joined ${integer} NOT NULL DEFAULT 0;
`;

export const capacity: Migration = {
  name: 'capacity of servers',
  sqlite: columns('INTEGER', 'INTEGER'),
  postgres: columns('bigint', 'boolean') + PLACEMENT,
};
