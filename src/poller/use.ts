import type { ListedMeeting } from '../bbb/scanner.ts';
import type { Meeting } from '../cluster/meeting.ts';
import { POOL } from '../cluster/use.ts';

type Seen = Pick<ListedMeeting, 'participantCount' | 'isBreakout' | 'tenantId'>;

/** Users by owner. Those in breakout rooms are in the main room too. */
export function usersByOwner(meetings: readonly Seen[], byTenant: boolean): ReadonlyMap<string, number> {
  const users = new Map<string, number>();
  for (const { participantCount, isBreakout, tenantId } of meetings) {
    if (isBreakout || participantCount === 0) continue;
    add(users, POOL, participantCount);
    if (byTenant && tenantId) add(users, tenantId, participantCount);
  }
  return users;
}

/** Counts a meeting that stays on record. */
export function countMeeting(meetings: Map<string, number>, { tenantId }: Meeting): void {
  add(meetings, POOL, 1);
  if (tenantId !== undefined) add(meetings, tenantId, 1);
}

function add(counts: Map<string, number>, owner: string, by: number): void {
  counts.set(owner, (counts.get(owner) ?? 0) + by);
}
