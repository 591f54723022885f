import { lastValue, type Params } from '../../bbb/query.ts';
import type { NewAttendee, Role } from '../attendee.ts';
import { LOWER_ALPHANUMERIC } from '../random.ts';
import type { Room } from '../room.ts';
import { lines } from '../room-xml.ts';
import { newUserId, type ServerState } from '../server-state.ts';
import { type BbbCall, redirect, succeed } from './call.ts';
import { failure } from './failures.ts';
import { flag, meetingIdOf, optional, required } from './params.ts';

/** Lets a browser in: it is an attendee once it has opened the page it is sent to. */
export const join: BbbCall = {
  methods: ['GET'],
  bodies: [],
  answer({ state, params, origin }) {
    const { room, user } = admit(state, params);
    const token = state.random.text(16, LOWER_ALPHANUMERIC);
    state.sessions.open(token, room, user);
    const url = `${origin}/html5client/?sessionToken=${token}`;
    return flag(params, 'redirect', true)
      ? redirect(url)
      : succeed(describe(state, { room, user, token, url }));
  },
};

function admit(state: ServerState, params: Params): { room: Room; user: NewAttendee } {
  const meetingId = meetingIdOf(params);
  const fullName = required(params, 'fullName', 'missingParamFullName', { least: 1, most: 256 });
  const room = state.rooms.find(meetingId);
  if (room?.isEnding || (room === undefined && state.rooms.wasEndedByForce(meetingId))) {
    throw failure('meetingForciblyEnded');
  }
  if (room === undefined) throw failure('notFound');
  const createTime = optional(params, 'createTime');
  if (createTime !== undefined && createTime !== String(room.createTime))
    throw failure('mismatchCreateTimeParam');
  const role = roleOf(room, params);
  if (room.isFull) throw failure('maxParticipantsReached');
  return { room, user: { userId: optional(params, 'userID') ?? newUserId(state.random), fullName, role } };
}

/** A valid role wins over a password. */
function roleOf({ settings }: Room, params: Params): Role {
  const role = optional(params, 'role')?.toUpperCase();
  if (role === 'MODERATOR' || role === 'VIEWER') return role;
  const password = lastValue(params, 'password');
  if (password === undefined) throw failure('missingParamPassword');
  if (password === settings.moderatorPw) return 'MODERATOR';
  if (password === settings.attendeePw) return 'VIEWER';
  throw failure('invalidPassword');
}

interface Joined {
  readonly room: Room;
  readonly user: NewAttendee;
  readonly token: string;
  readonly url: string;
}

function describe({ random }: ServerState, { room, user, token, url }: Joined) {
  return lines({
    messageKey: 'successfullyJoined',
    message: 'You have joined successfully.',
    meeting_id: room.internalId,
    user_id: user.userId,
    auth_token: random.text(12, LOWER_ALPHANUMERIC),
    session_token: token,
    guestStatus: 'ALLOW',
    url,
  });
}
