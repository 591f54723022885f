import { signJwt } from '../bbb/jwt.ts';
import type { Attendee } from './attendee.ts';
import type { Room } from './room.ts';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * What a server posts to `meta_analytics-callback-url` when a meeting is over: who was there and what they did,
 * with a token that is good for a day and signed with the server's secret. `now` in milliseconds since 1970.
 */
export function analyticsOf(room: Room, secret: string, now: number) {
  const token = signJwt({ exp: Math.floor(now / 1000) + DAY_SECONDS }, secret, 'HS512');
  return {
    method: 'POST' as const,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      version: '1.0',
      meeting_id: room.settings.meetingId,
      internal_meeting_id: room.internalId,
      data: {
        metadata: { meeting_name: room.settings.name, is_breakout: room.settings.breakout !== undefined },
        duration: Math.round((now - room.createTime) / 1000),
        start: new Date(room.createTime).toISOString(),
        finish: new Date(now).toISOString(),
        attendees: room.attendees.map((attendee) => activityOf(attendee, room.createTime, now)),
        files: [],
        polls: [],
      },
    }),
  };
}

function activityOf(attendee: Attendee, joined: number, left: number) {
  return {
    ext_user_id: attendee.userId,
    name: attendee.fullName,
    moderator: attendee.role === 'MODERATOR',
    joins: [new Date(joined).toISOString()],
    leaves: [new Date(left).toISOString()],
    duration: Math.round((left - joined) / 1000),
    engagement: { chats: 0, talks: 0, raisehand: 0, emojis: 0, poll_votes: 0, talk_time: 0 },
  };
}
