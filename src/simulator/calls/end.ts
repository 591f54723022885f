import { lines } from '../room-xml.ts';
import { type BbbCall, succeed } from './call.ts';
import { failure } from './failures.ts';
import { meetingIdOf, optional } from './params.ts';

const SENT =
  'A request to end the meeting was sent. Please wait a few seconds, and then use the getMeetingInfo or isMeetingRunning API calls to verify that it was ended.';

/** Sends everybody out. A password is not needed since BBB 2.5, but must be the moderators' when given. */
export const end: BbbCall = {
  methods: ['GET', 'POST'],
  bodies: ['form', 'multipart'],
  answer({ state, params }) {
    const room = state.rooms.find(meetingIdOf(params));
    if (room === undefined) throw failure('notFound');
    const password = optional(params, 'password');
    if (password !== undefined && password !== room.settings.moderatorPw) throw failure('invalidPassword');
    state.rooms.end(room, state.settings.endDelayMs);
    return succeed(lines({ messageKey: 'sentEndMeetingRequest', message: SENT }));
  },
};
