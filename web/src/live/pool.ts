/** The pool as the stream of events tells it: pure, so that it is tested without a stream. */
import type { PoolTotals } from '../../../src/cluster/pool-totals.ts';
import type { Server, ServerChange } from '../api/calls.ts';

/** A meeting on record, as the stream has it. */
export interface LiveMeeting {
  readonly id: string;
  readonly server: string;
  readonly tenant: string | null;
  /** When it was placed; null: not known. */
  readonly since: string | null;
  /** What it is called, and how many are in it, by the last poll of its server; null: that said nothing of it. */
  readonly name: string | null;
  readonly users: number | null;
}

/** Something that an operator will want to know of. */
export type Happening = Readonly<ServerChange>;

export interface Trouble {
  /** In the server's words. */
  readonly reason: string;
  readonly code: string;
}

export interface Pool {
  /** False: nothing has been told yet. */
  readonly known: boolean;
  readonly servers: ReadonlyMap<string, Server>;
  readonly meetings: ReadonlyMap<string, LiveMeeting>;
  /** How many more meetings there were than the stream told at first. */
  readonly meetingsLeftOut: number;
  /** Those that have ended since, while there are some left out: they are not to come back with these. */
  readonly ended: ReadonlySet<string>;
  readonly totals: PoolTotals | undefined;
  /** The latest first. */
  readonly happenings: readonly Happening[];
  /** Why the server can't look at the pool; undefined: it can. */
  readonly trouble: Trouble | undefined;
}

export const emptyPool: Pool = {
  known: false,
  servers: new Map(),
  meetings: new Map(),
  meetingsLeftOut: 0,
  ended: new Set(),
  totals: undefined,
  happenings: [],
  trouble: undefined,
};

/** What the stream sends; its fields are those of the event's data. */
export type PoolEvent =
  | {
      name: 'snapshot';
      at: string;
      servers: readonly Server[];
      meetings: readonly LiveMeeting[];
      meetings_left_out: number;
      totals: PoolTotals;
    }
  | { name: 'server.added'; at: string; server: Server }
  | { name: 'server.changed'; at: string; server: Server; changed: readonly string[] }
  | { name: 'server.removed'; at: string; id: string }
  | { name: `meetings.${'begun' | 'ended' | 'changed'}`; at: string; meetings: readonly LiveMeeting[] }
  | ({ name: 'totals'; at: string } & PoolTotals)
  | { name: 'trouble'; at: string; reason: string | null; code?: string };

export const eventNames = [
  'snapshot',
  'server.added',
  'server.changed',
  'server.removed',
  'meetings.begun',
  'meetings.ended',
  'meetings.changed',
  'totals',
  'trouble',
] as const satisfies readonly PoolEvent['name'][];

const HAPPENINGS_KEPT = 200;

/** The pool after events, in one step however many there are. */
export function applied(pool: Pool, events: readonly PoolEvent[]): Pool {
  if (events.length === 0) return pool;
  const next = { ...pool, servers: new Map(pool.servers), happenings: [...pool.happenings] };
  const draft: Draft = { ...next, meetings: undefined, ended: new Set(pool.ended) };
  for (const event of events) apply(draft, event, pool);
  const { meetings = pool.meetings, happenings, ...rest } = draft;
  return { ...rest, meetings, happenings: happenings.slice(0, HAPPENINGS_KEPT) };
}

/** Meetings are copied only when one of them changes. */
interface Draft extends Omit<Writable<Pool>, 'servers' | 'meetings' | 'happenings' | 'ended'> {
  ended: Set<string>;
  servers: Map<string, Server>;
  meetings: Map<string, LiveMeeting> | undefined;
  happenings: Happening[];
}
type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

function apply(draft: Draft, event: PoolEvent, before: Pool): void {
  switch (event.name) {
    case 'snapshot':
      startAnew(draft, event);
      break;
    case 'server.added':
      draft.servers.set(event.server.id, event.server);
      draft.happenings.unshift({ at: event.at, server: event.server.id, kind: 'added' });
      break;
    case 'server.changed':
      draft.servers.set(event.server.id, event.server);
      draft.happenings.unshift(...happeningsOf(event));
      break;
    case 'server.removed':
      draft.servers.delete(event.id);
      draft.happenings.unshift({ at: event.at, server: event.id, kind: 'removed' });
      break;
    case 'meetings.begun':
    // One that was left out at first is told of here, too.
    case 'meetings.changed':
      draft.meetings ??= new Map(before.meetings);
      for (const meeting of event.meetings) {
        draft.meetings.set(meeting.id, meeting);
        draft.ended.delete(meeting.id);
      }
      break;
    case 'meetings.ended':
      draft.meetings ??= new Map(before.meetings);
      for (const { id } of event.meetings) {
        draft.meetings.delete(id);
        if (draft.meetingsLeftOut > 0) draft.ended.add(id);
      }
      break;
    case 'totals': {
      const { name: _, at: __, ...totals } = event;
      draft.totals = totals;
      break;
    }
    case 'trouble':
      draft.trouble = event.reason === null ? undefined : { reason: event.reason, code: event.code ?? '' };
  }
}

/** The pool with the meetings that the stream had left out. What the stream has told since goes before. */
export function withMeetings(pool: Pool, all: readonly LiveMeeting[]): Pool {
  const old = all.filter(({ id }) => !pool.ended.has(id)).map((meeting) => [meeting.id, meeting] as const);
  return { ...pool, meetings: new Map([...old, ...pool.meetings]), meetingsLeftOut: 0, ended: new Set() };
}

function startAnew(draft: Draft, event: PoolEvent & { name: 'snapshot' }): void {
  draft.known = true;
  draft.trouble = undefined;
  draft.servers = new Map(event.servers.map((server) => [server.id, server]));
  draft.meetings = new Map(event.meetings.map((meeting) => [meeting.id, meeting]));
  draft.meetingsLeftOut = event.meetings_left_out;
  draft.ended = new Set();
  draft.totals = event.totals;
}

function happeningsOf({ at, server, changed }: PoolEvent & { name: 'server.changed' }): Happening[] {
  const happened = (kind: Happening['kind']): Happening => ({ at, server: server.id, kind });
  return [
    ...(changed.includes('state') ? [happened(server.state)] : []),
    ...(changed.includes('online') ? [happened(server.online ? 'online' : 'offline')] : []),
  ];
}
