/** What happened of late, by operators and by itself: pure, so that it is tested without a pool. */
import type { AuditEntry } from '../api/calls.ts';
import type { Happening } from './pool.ts';

export type Piece =
  | { readonly kind: 'done'; readonly at: string; readonly entry: AuditEntry }
  | { readonly kind: 'happened'; readonly at: string; readonly happening: Happening };

const HOUR_MS = 3_600_000;
/** More than that nobody reads at a glance; the rest is in the audit log. */
const MOST = 10;

/**
 * The last hour, the latest first. Where the audit log can be read it tells what operators did, and who; the stream
 * then adds what servers did by themselves.
 */
export function newsOf(
  entries: readonly AuditEntry[] | undefined,
  happenings: readonly Happening[],
  now: number,
): Piece[] {
  const byThemselves = ({ kind }: Happening): boolean => kind === 'online' || kind === 'offline';
  const seen = entries === undefined ? happenings : happenings.filter(byThemselves);
  const pieces: Piece[] = [
    ...(entries ?? []).map((entry): Piece => ({ kind: 'done', at: entry.at, entry })),
    ...seen.map((happening): Piece => ({ kind: 'happened', at: happening.at, happening })),
  ];
  return pieces
    .filter(({ at }) => now - Date.parse(at) < HOUR_MS)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, MOST);
}
