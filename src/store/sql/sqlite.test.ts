import { describeClusterStore } from '../contract/cluster.contract.ts';
import { openSqliteSubject } from './fixture.ts';
import { describeSqlStore } from './store.contract.ts';

describeClusterStore('SQLite', openSqliteSubject);
describeSqlStore('SQLite', openSqliteSubject);
