import { describeClusterStore } from '../contract/cluster.contract.ts';
import { openPostgresSubject } from './fixture.ts';
import { describeSqlStore } from './store.contract.ts';

describeClusterStore('PostgreSQL', openPostgresSubject);
describeSqlStore('PostgreSQL', openPostgresSubject);
