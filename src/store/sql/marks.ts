import { gather } from '../gathering.ts';
import { type Database, type Dialect, type Statement, statement, type Value } from './database.ts';
import { IN_TURN } from './turn.ts';

/** A server and what is noted of it. */
type Mark = readonly [id: string, value: string | number];

const statements = ({ now }: Dialect) => ({
  recordVersion: statement(
    'servers_record_version',
    'UPDATE cluster_servers SET bbb_version = $2 WHERE id = $1 AND bbb_version <> $2',
  ),
  suspect: statement(
    'servers_suspect',
    `INSERT INTO cluster_suspects (server_id, suspect_until) VALUES ($1, ${now} + $2)
     ON CONFLICT (server_id) DO UPDATE SET suspect_until = excluded.suspect_until`,
  ),
});

/** PostgreSQL's alone: SQLite does what comes up in a moment in one transaction by itself. */
const MARKS = 'unnest(CAST($1 AS text[]), CAST($2 AS text[])) AS said (id, value)';
const ofMany = ({ now }: Dialect) => ({
  recordVersion: statement(
    'servers_record_version_all',
    `${IN_TURN}
     UPDATE cluster_servers s SET bbb_version = said.value FROM turn, ${MARKS}
     WHERE s.id = said.id AND s.bbb_version <> said.value`,
  ),
  suspect: statement(
    'servers_suspect_all',
    `INSERT INTO cluster_suspects (server_id, suspect_until)
     SELECT said.id, ${now} + CAST(said.value AS bigint) FROM ${MARKS} ORDER BY said.id
     ON CONFLICT (server_id) DO UPDATE SET suspect_until = excluded.suspect_until`,
  ),
});

/** What is noted of a server beside its polls: the version that it runs, and until when it is suspect (milliseconds from now). */
export function sqlMarks(db: Database) {
  const [one, many] = [statements(db.dialect), ofMany(db.dialect)];
  const marking = (name: keyof typeof one) =>
    db.dialect.name === 'postgres' ? gathered(db, one[name], many[name]) : alone(db, one[name]);
  return { recordVersion: marking('recordVersion'), suspect: marking('suspect') };
}

function alone(db: Database, one: Statement) {
  return async (mark: Mark): Promise<void> => {
    await db.all(one, ...mark);
  };
}

/** A thousand servers that are upgraded, or back, at once do not wait for a connection each. */
function gathered(db: Database, one: Statement, many: Statement) {
  return gather<Mark, void>({
    one: alone(db, one),
    async many(marks) {
      const values: Value[] = [marks.map(([id]) => id), marks.map(([, value]) => String(value))];
      await db.all(many, ...values);
      return marks.map(() => undefined);
    },
    key: ([id]) => id,
  });
}
