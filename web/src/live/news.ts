/** What happened of late, by operators and by itself: pure, so that it is tested without a pool. */
import type { AuditEntry } from '../api/calls.ts';
import type { Happening } from './pool.ts';

export type Piece =
  | { readonly kind: 'done'; readonly at: string; readonly entry: AuditEntry }
  | { readonly kind: 'happened'; readonly at: string; readonly happening: Happening };

interface Known {
  /** The audit log; undefined: it can't be read. */
  readonly entries: readonly AuditEntry[] | undefined;
  /** What the server remembers of the hour. */
  readonly changes: readonly Happening[];
  /** What the stream told since the page was opened. */
  readonly seen: readonly Happening[];
}

const HOUR_MS = 3_600_000;
/** The stream and the server's memory tell of one thing no further apart than that. */
const SAME_MS = 120_000;
/** More than that nobody reads at a glance; the rest is in the audit log. */
const MOST = 10;

/**
 * The last hour, the latest first. Where the audit log can be read it tells what operators did, and who; else their
 * changes are told without that. What servers did by themselves comes with either.
 */
export function newsOf({ entries, changes, seen }: Known, now: number): Piece[] {
  const byThemselves = ({ kind }: Happening): boolean => kind === 'online' || kind === 'offline';
  const all = [...changes, ...seen.filter((one) => !changes.some((other) => isSame(one, other)))];
  const happened = entries === undefined ? all : all.filter(byThemselves);
  const pieces: Piece[] = [
    ...(entries ?? []).map((entry): Piece => ({ kind: 'done', at: entry.at, entry })),
    ...happened.map((happening): Piece => ({ kind: 'happened', at: happening.at, happening })),
  ];
  return pieces
    .filter(({ at }) => now - Date.parse(at) < HOUR_MS)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, MOST);
}

function isSame(one: Happening, other: Happening): boolean {
  const apart = Math.abs(Date.parse(one.at) - Date.parse(other.at));
  return one.server === other.server && one.kind === other.kind && apart < SAME_MS;
}
