import type { Meeting, MeetingRecord } from '../../cluster/meeting.ts';

/** A meeting as `prelude.lua` returns it: the stored texts; empty and absent ones left out. */
export interface MeetingReply {
  readonly id: string;
  readonly serverId: string;
  readonly moderatorPw?: string;
  readonly voiceBridge?: string;
  readonly tenantId?: string;
}

export interface RecordReply extends MeetingReply {
  /** Milliseconds; -1: it does not expire. */
  readonly expiresIn: number;
}

export function toMeeting({ id, serverId, moderatorPw, voiceBridge, tenantId }: MeetingReply): Meeting {
  return { id, serverId, moderatorPw: moderatorPw ?? '', voiceBridge, tenantId };
}

/** The layout has no time of placement: it is told from what is left of the lifetime set then. */
export function toRecord(reply: RecordReply, meetingTtl: number): MeetingRecord {
  const expiresIn = reply.expiresIn < 0 ? Number.POSITIVE_INFINITY : reply.expiresIn;
  const placedAgo =
    expiresIn === Number.POSITIVE_INFINITY ? expiresIn : Math.max(0, meetingTtl * 1000 - expiresIn);
  return { meeting: toMeeting(reply), placedAgo, expiresIn };
}
