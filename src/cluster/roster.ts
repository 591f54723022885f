import { ownId } from './isolated-id.ts';
import type { Meeting } from './meeting.ts';

/** What a server said of a meeting. */
export interface Attendance {
  readonly name: string;
  readonly users: number;
  /** When it was created, by its server's clock in milliseconds since 1970; undefined: that was not said. */
  readonly createdAt?: number | undefined;
}

/** What a server said of its meetings at its last good poll, by their ids as it calls them. */
export type Roster = ReadonlyMap<string, Attendance>;

/** By server id; a server without meetings has none. */
export type Rosters = ReadonlyMap<string, Roster>;

/**
 * The rosters of the pool, for people who look at it: nothing is decided on them. The pollers write them, one document
 * a server; no request of a front-end reads or writes any.
 */
export interface RosterStore {
  /** Instead of the one there was. Nothing is written when it is the same, or of a server that is not in the pool. */
  record(serverId: string, roster: Roster): Promise<void>;
  /** All of servers that are in the pool. */
  list(): Promise<Rosters>;
  /** Those of one server, or none. */
  of(serverId: string): Promise<Rosters>;
}

/** What the server of a meeting said of it; undefined: nothing yet. */
export function attendanceIn(
  rosters: Rosters,
  meeting: Named & Pick<Meeting, 'serverId'>,
): Attendance | undefined {
  const said = rosters.get(meeting.serverId)?.get(meeting.id);
  return said && { ...said, name: nameFor(meeting, said.name) };
}

type Named = Pick<Meeting, 'id' | 'tenantId'>;

/**
 * The name that a server told, for people: a meeting that was given none may be called by its id there, and where its
 * tenant has an id of its own for it, that is its name.
 */
export function nameFor({ id, tenantId }: Named, told: string): string {
  return told !== id || tenantId === undefined ? told : (ownId(tenantId, id) ?? id);
}
