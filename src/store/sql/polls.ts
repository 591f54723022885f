import { pollState } from '../../cluster/poll-state.ts';
import type { PollResult, PollState, PollUpdate, ServerStore } from '../../cluster/ports.ts';
import { gather } from '../gathering.ts';
import { type Database, onceOnly, statement, type Value } from './database.ts';
import { encodeJson } from './postgres-text.ts';
import { SERVER_COLUMNS, serverOf, text } from './rows.ts';
import { IN_TURN } from './turn.ts';

/**
 * What a poll says of a server: `was_…`, what its decision rested on, and what follows. null: as it was, except where
 * `loads` or `awaits` tells that it changes.
 */
const SAID = {
  server_id: 'text',
  was_state: 'text',
  was_online: 'boolean',
  was_multiplier: 'double precision',
  was_healthy: 'bigint',
  was_unhealthy: 'bigint',
  was_load: 'double precision',
  was_placed: 'bigint',
  was_joined: 'bigint',
  was_awaited: 'bigint',
  online: 'boolean',
  healthy: 'bigint',
  unhealthy: 'bigint',
  state: 'text',
  loads: 'boolean',
  load: 'double precision',
  awaits: 'boolean',
  awaited_until: 'bigint',
  meetings: 'bigint',
  users: 'bigint',
  largest_meeting: 'bigint',
  videos: 'bigint',
} as const;

type Said = Readonly<Record<keyof typeof SAID, Exclude<Value, readonly string[]>>>;

const fields = Object.entries(SAID);

/** What has come after `seen` of them; all have been seen when that is not known, and none without figures. */
const rest = (column: string, seen: string) =>
  `CASE WHEN said.meetings IS NULL THEN s.${column} WHEN s.${column} > ${seen} THEN s.${column} - ${seen} ELSE 0 END`;

/** The load that was seen, and what was added since the poll began. */
const LOAD = 'said.load + coalesce(s.load - said.was_load, 0)';

/** No load falls below 0, and a disabled server has none. */
const recording = (said: string) => `
  UPDATE cluster_servers AS s
  SET online = said.online, healthy = said.healthy, unhealthy = said.unhealthy, state = coalesce(said.state, s.state),
    load = CASE
      WHEN NOT said.loads THEN s.load
      WHEN coalesce(said.state, s.state) = 'disabled' THEN NULL
      WHEN ${LOAD} < 0 THEN 0
      ELSE ${LOAD} END,
    meetings = coalesce(said.meetings, s.meetings), users = coalesce(said.users, s.users),
    largest_meeting = coalesce(said.largest_meeting, s.largest_meeting), videos = coalesce(said.videos, s.videos),
    placed = ${rest('placed', 'said.was_placed')}, joined = ${rest('joined', 'said.was_joined')},
    awaited_until = CASE WHEN said.awaits THEN said.awaited_until ELSE s.awaited_until END
  FROM ${said}
  WHERE s.id = said.server_id AND s.state = said.was_state AND s.online = said.was_online
    AND s.load_multiplier = said.was_multiplier AND s.healthy = said.was_healthy AND s.unhealthy = said.was_unhealthy
    AND s.awaited_until IS NOT DISTINCT FROM said.was_awaited
  RETURNING id`;

const casts = fields.map(([name, type], index) => `CAST($${index + 1} AS ${type}) AS ${name}`);
const columns = fields.map(([name, type]) => `${name} ${type}`);

const recordOne = onceOnly('polls_record', recording(`(SELECT ${casts.join(', ')}) AS said`));
/** PostgreSQL's alone: SQLite does what comes up in a moment in one transaction by itself. */
const recordAll = onceOnly(
  'polls_record_all',
  IN_TURN + recording(`turn, jsonb_to_recordset(CAST($1 AS jsonb)) AS said (${columns.join(', ')})`),
);

interface Poll {
  readonly id: string;
  readonly expected: PollState;
  readonly next: PollUpdate;
}

export function sqlPolls(db: Database): Pick<ServerStore, 'recordPoll'> {
  const { among } = db.dialect;
  const states = statement(
    'polls_states',
    `SELECT ${SERVER_COLUMNS()} FROM cluster_servers WHERE id ${among('$1')}`,
  );

  /** What became of each, in one statement but for those that somebody has changed or removed. */
  async function results(polls: readonly Poll[], written: ReadonlySet<string>): Promise<PollResult[]> {
    const others = polls.filter(({ id }) => !written.has(id)).map(({ id }) => id);
    const servers = others.length > 0 ? (await db.all(states, others)).map(serverOf) : [];
    const now = new Map(servers.map((server) => [server.id, pollState(server)]));
    return polls.map(({ id }) => {
      const state = now.get(id);
      if (written.has(id)) return { kind: 'written' };
      return state ? { kind: 'changed', now: state } : { kind: 'gone' };
    });
  }

  const write = async (polls: readonly Poll[], rows: ReturnType<Database['all']>) =>
    results(polls, new Set((await rows).map((row) => text(row['id']))));

  async function one(poll: Poll): Promise<PollResult> {
    const [result] = await write([poll], db.all(recordOne, ...valuesOf(saidOf(poll))));
    return result ?? { kind: 'gone' };
  }

  /** A thousand servers that are polled at once do not wait for a connection each. */
  const gathered = gather<Poll, PollResult>({
    one,
    many: (polls) => write(polls, db.all(recordAll, encodeJson(polls.map(saidOf).map(exact)))),
    // The second poll of a server is compared with what the first has written.
    key: ({ id }) => id,
  });

  const record = db.dialect.name === 'postgres' ? gathered : one;
  return { recordPoll: (id, expected, next) => record({ id, expected, next }) };
}

function valuesOf(said: Said): Value[] {
  const byName = new Map<string, Value>(Object.entries(said));
  return fields.map(([name]) => byName.get(name) ?? null);
}

function saidOf({ id, expected, next }: Poll): Said {
  const { figures } = next;
  return {
    ...{ server_id: id, ...wasOf(expected) },
    ...{ online: next.online, healthy: next.healthy, unhealthy: next.unhealthy, state: next.state ?? null },
    ...{ loads: 'load' in next, load: next.load ?? null },
    ...{ awaits: 'awaitedUntil' in next, awaited_until: next.awaitedUntil ?? null },
    ...{ meetings: figures?.meetings ?? null, users: figures?.users ?? null },
    ...{ largest_meeting: figures?.largestMeeting ?? null, videos: figures?.videos ?? null },
  };
}

/** A server without a capacity: what has come to it is not told. */
function wasOf(expected: PollState) {
  const { state, online, loadMultiplier, healthy, unhealthy, load, capacity, awaitedUntil } = expected;
  return {
    ...{ was_state: state, was_online: online, was_multiplier: loadMultiplier },
    ...{ was_healthy: healthy, was_unhealthy: unhealthy, was_load: load ?? null },
    ...{ was_placed: capacity?.placed ?? null, was_joined: capacity?.joined ?? null },
    was_awaited: awaitedUntil ?? null,
  };
}

/** JSON would leave out a number that is none, and PostgreSQL is to refuse it as it does from a poll alone. */
function exact(said: Said): object {
  const told = (value: Said[keyof Said]) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, told(value)]));
}
