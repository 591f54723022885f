import { isDeepStrictEqual } from 'node:util';
import type { ServerJson } from '../../operations/server-json.ts';
import type { MeetingJson, Snapshot } from './snapshot.ts';

/** One thing that listeners are told. */
export interface PoolEvent {
  readonly name:
    | 'snapshot'
    | 'server.added'
    | 'server.changed'
    | 'server.removed'
    | 'meetings.begun'
    | 'meetings.ended'
    | 'meetings.changed'
    | 'totals'
    | 'trouble'
    | 'alive';
  readonly data: object;
}

/** Meetings in one event, so that none gets very long. */
const MEETINGS_AT_ONCE = 500;
/** More meetings than a page can show; how many more there are is told. */
const MEETINGS_IN_SNAPSHOT = 2000;

/** All there is: what every listener is told first. */
export function wholeOf({ servers, meetings, totals }: Snapshot): PoolEvent {
  const some = [...meetings.values()].slice(0, MEETINGS_IN_SNAPSHOT);
  return {
    name: 'snapshot',
    data: {
      totals,
      servers: [...servers.values()],
      meetings: some,
      meetings_left_out: meetings.size - some.length,
    },
  };
}

/**
 * What happened from one snapshot to the next. A meeting that moved has ended there and begun here. Names and users are
 * as the polls tell, and a poll of each server comes once in POLL_INTERVAL: of 5,000 meetings that all change, some 100
 * are told each second.
 */
export function changesBetween(before: Snapshot, after: Snapshot): PoolEvent[] {
  const begun = newIn(after.meetings, before.meetings);
  const ended = newIn(before.meetings, after.meetings);
  const totals = { name: 'totals' as const, data: after.totals };
  return [
    ...serverEvents(before.servers, after.servers),
    ...inPieces('meetings.ended', ended),
    ...inPieces('meetings.begun', begun),
    ...inPieces('meetings.changed', changedIn(after.meetings, before.meetings)),
    ...(isDeepStrictEqual(before.totals, after.totals) ? [] : [totals]),
  ];
}

type Servers = Snapshot['servers'];

function serverEvents(before: Servers, after: Servers): PoolEvent[] {
  const removed = [...before.keys()].filter((id) => !after.has(id));
  return [
    ...removed.map((id): PoolEvent => ({ name: 'server.removed', data: { id } })),
    ...[...after.values()].flatMap((server) => serverEvent(before.get(server.id), server)),
  ];
}

function serverEvent(before: ServerJson | undefined, server: ServerJson): PoolEvent[] {
  if (before === undefined) return [{ name: 'server.added', data: { server } }];
  const changed = changedFields(before, server);
  return changed.length > 0 ? [{ name: 'server.changed', data: { server, changed } }] : [];
}

/** Those that are left out of one of them, too. */
function changedFields(before: ServerJson, after: ServerJson): string[] {
  const had = new Map<string, unknown>(Object.entries(before));
  const has = new Map<string, unknown>(Object.entries(after));
  const names = new Set([...has.keys(), ...had.keys()]);
  return [...names].filter((name) => !isDeepStrictEqual(had.get(name), has.get(name)));
}

function newIn(these: Snapshot['meetings'], others: Snapshot['meetings']): MeetingJson[] {
  if (these === others) return [];
  return [...these.values()].filter((meeting) => others.get(meeting.id)?.server !== meeting.server);
}

/** Those that are where they were, and of which servers say something else now. */
function changedIn(these: Snapshot['meetings'], others: Snapshot['meetings']): MeetingJson[] {
  if (these === others) return [];
  return [...these.values()].filter(({ id, server, since, name, users }) => {
    const before = others.get(id);
    if (before?.server !== server) return false;
    return before.name !== name || before.users !== users || before.since !== since;
  });
}

function inPieces(
  name: `meetings.${'begun' | 'ended' | 'changed'}`,
  meetings: readonly MeetingJson[],
): PoolEvent[] {
  const count = Math.ceil(meetings.length / MEETINGS_AT_ONCE);
  return Array.from({ length: count }, (_, piece) => ({
    name,
    data: { meetings: meetings.slice(piece * MEETINGS_AT_ONCE, (piece + 1) * MEETINGS_AT_ONCE) },
  }));
}
