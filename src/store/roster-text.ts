import type { Attendance, Roster } from '../cluster/roster.ts';

/** A longer name is cut: BBB takes 256 characters. */
const LONGEST_NAME = 256;

/** The last moment that a date can tell. */
const LAST_MOMENT = 8.64e15;

/**
 * A roster as the stores keep it: JSON of `[id, name, users, createdAt]`, the last left out when it is not known, in the
 * order of the ids, so that equal ones look equal.
 */
export function rosterText(roster: Roster): string {
  const entries = [...roster].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    entries.map(([id, { name, users, createdAt }]) => [
      id,
      cut(name),
      users,
      ...(createdAt ? [createdAt] : []),
    ]),
  );
}

function cut(name: string): string {
  return name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME).toWellFormed() : name;
}

/** What can't be read is left out. */
export function readRoster(text: string): Roster {
  const entries: unknown = JSON.parse(text);
  return new Map(Array.isArray(entries) ? entries.flatMap(entryOf) : []);
}

function entryOf(entry: unknown): readonly (readonly [string, Attendance])[] {
  const [id, name, users, time]: readonly unknown[] = Array.isArray(entry) ? entry : [];
  const isGood = typeof id === 'string' && typeof name === 'string' && typeof users === 'number';
  if (!isGood) return [];
  const createdAt = typeof time === 'number' && time <= LAST_MOMENT ? time : undefined;
  return [[id, { name, users, createdAt }]];
}
