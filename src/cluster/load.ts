import type { ListedMeeting } from '../bbb/scanner.ts';
import type { Observation } from './health.ts';

export interface LoadRule {
  /** A young meeting counts at least so many, since its users are still to come (LOAD_MIN_USER_COUNT). */
  readonly minUserCount: number;
  /** Milliseconds for which a meeting is young (LOAD_JOIN_BUFFER_TIME). */
  readonly joinBufferMs: number;
}

type Counted = Pick<
  ListedMeeting,
  'createTime' | 'participantCount' | 'moderatorCount' | 'videoCount' | 'isBreakout'
>;

/**
 * The load and figures of a server that lists these meetings; the load before the multiplier. Breakout
 * rooms cost no load, as their users are in the main room too; the figures count them. Moderators weigh
 * twice, since BBB's participantCount has them already: operators tuned their multipliers to it.
 */
export function observe(
  meetings: readonly Counted[],
  rule: LoadRule,
  now: number,
): Extract<Observation, { kind: 'answered' }> {
  const users = meetings.map((meeting) => meeting.participantCount);
  const loads = meetings.map((meeting) => (meeting.isBreakout ? 0 : weight(meeting, rule, now)));
  return {
    kind: 'answered',
    load: sum(loads),
    figures: {
      meetings: meetings.length,
      users: sum(users),
      largestMeeting: users.reduce((most, count) => Math.max(most, count), 0),
      videos: sum(meetings.map((meeting) => meeting.videoCount)),
    },
  };
}

function weight(meeting: Counted, rule: LoadRule, now: number): number {
  const attendees = meeting.participantCount + meeting.moderatorCount;
  return isYoung(meeting.createTime, rule, now) ? Math.max(attendees, rule.minUserCount) : attendees;
}

/** By the server's clock against ours: one that runs ahead makes a meeting younger, at most new. Unknown: old. */
function isYoung(createTime: number, { joinBufferMs }: LoadRule, now: number): boolean {
  return Math.max(0, now - createTime) < joinBufferMs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
