import type { UseStore } from '../../cluster/use.ts';
import { gather } from '../gathering.ts';
import { type Database, type Dialect, onceOnly, type Row, statement, step } from './database.ts';
import { encodeJson } from './postgres-text.ts';
import { number, text } from './rows.ts';

/** The users of one owner that a poll saw on a server, and those it had there before. */
interface Seen {
  readonly owner: string;
  readonly seen: number;
  readonly before: number;
}

interface Poll {
  readonly serverId: string;
  readonly users: readonly Seen[];
}

const usersOn = statement('use_users_on', 'SELECT owner, users FROM cluster_users WHERE server_id = $1');

/** $3 what was seen, $4 what there was before. */
const recordUsers = onceOnly(
  'use_record_users',
  `INSERT INTO cluster_users AS u (server_id, owner, users) VALUES ($1, $2, $3)
   ON CONFLICT (server_id, owner) DO UPDATE SET users = CASE
     WHEN u.users + CAST($3 AS bigint) > CAST($4 AS bigint) THEN u.users + CAST($3 AS bigint) - CAST($4 AS bigint)
     ELSE 0 END`,
);
const dropUsers = statement(
  'use_drop_users',
  'DELETE FROM cluster_users WHERE server_id = $1 AND users <= 0',
);

/** PostgreSQL's, of several servers. Rows are made and locked in one order, in which no two writers wait for each other. */
const SAID = `jsonb_to_recordset(CAST($1 AS jsonb)) AS said (server_id text, owner text, seen bigint, before bigint)`;
const addAll = onceOnly(
  'use_add_users_all',
  `INSERT INTO cluster_users (server_id, owner, users)
   SELECT server_id, owner, 0 FROM ${SAID} ORDER BY server_id, owner ON CONFLICT DO NOTHING`,
);
const recordAll = onceOnly(
  'use_record_users_all',
  `WITH held AS (
     SELECT u.server_id, u.owner, said.seen - said.before AS more
     FROM ${SAID} JOIN cluster_users u ON u.server_id = said.server_id AND u.owner = said.owner
     ORDER BY u.server_id, u.owner FOR UPDATE OF u)
   UPDATE cluster_users u SET users = greatest(0, u.users + held.more)
   FROM held WHERE u.server_id = held.server_id AND u.owner = held.owner`,
);
const dropAll = statement(
  'use_drop_users_all',
  `DELETE FROM cluster_users u USING ${SAID}
   WHERE u.server_id = said.server_id AND u.owner = said.owner AND u.users <= 0`,
);

/** How many users of each owner there are on a server. */
export function sqlServerUsers(db: Database): Pick<UseStore, 'usersOn' | 'recordUsers'> {
  const { read, record } = db.dialect.name === 'postgres' ? gathered(db) : alone(db);
  return {
    usersOn: read,
    async recordUsers(serverId, seen, before) {
      const users = ownersOf(seen, before)
        .map((owner) => ({ owner, seen: seen.get(owner) ?? 0, before: before.get(owner) ?? 0 }))
        .filter((one) => one.seen !== one.before);
      if (users.length > 0) await record({ serverId, users });
    },
  };
}

function alone(db: Database) {
  return {
    read: async (serverId: string) => new Map((await db.all(usersOn, serverId)).map(usersOf)),
    async record({ serverId, users }: Poll): Promise<void> {
      const writes = users.map(({ owner, seen, before }) => step(recordUsers, serverId, owner, seen, before));
      await db.together([...writes, step(dropUsers, serverId)]);
    },
  };
}

/** A thousand servers that are polled at once do not wait for a connection each. */
function gathered(db: Database) {
  const { read, record } = alone(db);
  const usersOnAll = usersOnAllText(db.dialect);
  return {
    read: gather<string, ReadonlyMap<string, number>>({
      one: read,
      async many(serverIds) {
        const rows = await db.all(usersOnAll, serverIds);
        const byServer = Map.groupBy(rows, (row) => text(row['server_id']));
        return serverIds.map((id) => new Map((byServer.get(id) ?? []).map(usersOf)));
      },
    }),
    record: gather<Poll, void>({
      one: record,
      async many(polls) {
        const said = encodeJson(
          polls.flatMap(({ serverId, users }) => users.map((one) => ({ server_id: serverId, ...one }))),
        );
        await db.together([step(addAll, said), step(recordAll, said), step(dropAll, said)]);
        return polls.map(() => undefined);
      },
      key: ({ serverId }) => serverId,
    }),
  };
}

const usersOnAllText = ({ among }: Dialect) =>
  statement(
    'use_users_on_all',
    `SELECT server_id, owner, users FROM cluster_users WHERE server_id ${among('$1')}`,
  );

function usersOf(row: Row) {
  return [text(row['owner']), number(row['users'])] as const;
}

/** In one order, in which no two writers wait for each other: the pool first. */
export function ownersOf(...maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))].sort();
}
