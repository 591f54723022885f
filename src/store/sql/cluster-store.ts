import type { ClusterStore } from '../../cluster/ports.ts';
import type { Database } from './database.ts';
import { sqlLeases } from './leases.ts';
import { type MeetingSteps, sqlMeetings } from './meetings.ts';
import { clusterSchema } from './migrations/index.ts';
import { migrate, schemaCheck } from './migrations.ts';
import { sqlRosters } from './rosters.ts';
import { sqlServers } from './servers.ts';
import { sqlStrays } from './strays.ts';
import { sqlTenants } from './tenants.ts';
import { sqlTokens } from './tokens.ts';
import { sqlUse } from './use.ts';

/** The cluster state in the tables `cluster_…` of a database. */
export function sqlStore(db: Database, steps: MeetingSteps): ClusterStore {
  return {
    servers: sqlServers(db),
    meetings: sqlMeetings(db, steps),
    tenants: sqlTenants(db),
    tokens: sqlTokens(db),
    leases: sqlLeases(db),
    use: sqlUse(db),
    strays: sqlStrays(db),
    rosters: sqlRosters(db),
    migrate: () => migrate(db, clusterSchema),
    check: schemaCheck(db, clusterSchema),
    readOnly: db.readOnly,
    close: () => db.close(),
  };
}
