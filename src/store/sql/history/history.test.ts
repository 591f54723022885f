import { describeHistoryStore } from '../../contract/history.contract.ts';
import { openPostgresHistory, openSqliteHistory } from './fixture.ts';

describeHistoryStore('SQLite', openSqliteHistory);
describeHistoryStore('PostgreSQL', openPostgresHistory);
