import type { ListedMeeting } from '../bbb/scanner.ts';
import { DAY_MS } from './history.ts';

/** What one poll saw of a meeting, as the usage report counts it. */
export interface UsedMeeting {
  /** What tells it from all others, also those of the same ID on other days. */
  readonly key: string;
  /** Undefined: of no tenant. */
  readonly tenantId: string | undefined;
  /** When it was seen, in milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds that it ran before that and nobody saw, this day: 0 when it is not known to be new. */
  readonly before: number;
  readonly users: number;
}

/** What there was of one tenant in one day (UTC). */
export interface UsageDay {
  /** Days since 1970. */
  readonly day: number;
  /** Undefined: of no tenant. */
  readonly tenantId: string | undefined;
  /** Meetings that ran on that day. */
  readonly meetings: number;
  /** Milliseconds that they ran, together. */
  readonly ms: number;
  /** The most users that each of them had at once, together. */
  readonly participants: number;
}

export interface UsageStore {
  /** Polls of one meeting that are further apart than `gapMs` say nothing of the time between them. */
  record(seen: readonly UsedMeeting[], gapMs: number): Promise<void>;
  /** Makes days that are over a row for each tenant; `now` in milliseconds since 1970. Twice is harmless. */
  condense(now: number): Promise<void>;
  /** From one day to another, both included, in their order; of one tenant or of all. */
  days(query: {
    readonly from: number;
    readonly to: number;
    readonly tenantId?: string | undefined;
  }): Promise<UsageDay[]>;
}

export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

type Seen = Pick<
  ListedMeeting,
  'meetingID' | 'internalMeetingID' | 'createTime' | 'participantCount' | 'isBreakout' | 'tenantId'
>;

/** What a poll tells the report. Breakout rooms are part of their meeting. */
export function usedMeetings(
  meetings: readonly Seen[],
  seen: {
    readonly serverId: string;
    readonly at: number;
    readonly gapMs: number;
    readonly byTenant: boolean;
  },
): UsedMeeting[] {
  const { serverId, at, gapMs, byTenant } = seen;
  return meetings
    .filter(({ isBreakout }) => !isBreakout)
    .map((meeting) => ({
      key: meeting.internalMeetingID || `${serverId} ${meeting.meetingID} ${meeting.createTime}`,
      tenantId: (byTenant && meeting.tenantId) || undefined,
      at,
      before: unseen(meeting.createTime, at, gapMs),
      users: meeting.participantCount,
    }));
}

/** Since its begin, or midnight, if that was not longer ago than a poll may be. */
function unseen(createTime: number, at: number, gapMs: number): number {
  const since = at - Math.max(createTime, dayOf(at) * DAY_MS);
  return since >= 0 && since <= gapMs ? since : 0;
}
