import { type ChosenLevel, type LogLevelStore, logLevels } from '../../operations/log-level-store.ts';
import { type Database, type Dialect, type Row, statement } from './database.ts';
import { number } from './rows.ts';

const statements = ({ now }: Dialect) => ({
  read: statement('log_level_read', `SELECT level, holds_until FROM log_level WHERE holds_until > ${now}`),
  choose: statement(
    'log_level_choose',
    `INSERT INTO log_level (id, level, holds_until) VALUES (1, $1, ${now} + $2)
     ON CONFLICT (id) DO UPDATE SET level = excluded.level, holds_until = excluded.holds_until
     RETURNING level, holds_until`,
  ),
  clear: statement('log_level_clear', `DELETE FROM log_level RETURNING holds_until > ${now} AS held`),
});

export function sqlLogLevel(db: Database): LogLevelStore {
  const sql = statements(db.dialect);
  return {
    read: async () => chosenIn(await db.all(sql.read)),
    async choose(level, forMs) {
      const chosen = chosenIn(await db.all(sql.choose, level, Math.round(forMs)));
      if (chosen === undefined) throw new Error('the database did not tell the level that was written');
      return chosen;
    },
    async clear() {
      const [row] = await db.all(sql.clear);
      return Boolean(row?.['held']);
    },
  };
}

/** A level that a later version wrote counts for nothing here. */
function chosenIn([row]: readonly Row[]): ChosenLevel | undefined {
  const level = logLevels.find((known) => known === row?.['level']);
  return level && { level, until: number(row?.['holds_until']) };
}
