import type { ListedMeeting } from '../bbb/scanner.ts';
import type { Observation } from './health.ts';
import { boundedHint } from './size-hint.ts';

export interface LoadRule {
  /** A young meeting counts at least so many, since its users are still to come (LOAD_MIN_USER_COUNT). */
  readonly minUserCount: number;
  /** Milliseconds for which a meeting is young (LOAD_JOIN_BUFFER_TIME). */
  readonly joinBufferMs: number;
}

type Counted = Pick<
  ListedMeeting,
  'createTime' | 'participantCount' | 'moderatorCount' | 'videoCount' | 'isBreakout' | 'sizeHint'
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
  const youth = youthOf(meeting.createTime, rule, now);
  if (youth === 0) return attendees;
  // What is kept free for those expected shrinks with time, and with each who has come.
  return Math.max(attendees, rule.minUserCount, Math.round(youth * boundedHint(meeting.sizeHint)));
}

/**
 * From 1 of a new meeting down to 0 of one that is not young any more. By the server's clock against ours: one
 * that runs ahead makes a meeting younger, at most new. Unknown: old.
 */
function youthOf(createTime: number, { joinBufferMs }: LoadRule, now: number): number {
  const age = Math.max(0, now - createTime);
  return age < joinBufferMs ? 1 - age / joinBufferMs : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
