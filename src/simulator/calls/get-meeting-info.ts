import { roomFields } from '../room-xml.ts';
import { type BbbCall, succeed } from './call.ts';
import { failure } from './failures.ts';
import { meetingIdOf } from './params.ts';

/** One meeting with everybody in it. */
export const getMeetingInfo: BbbCall = {
  methods: ['GET', 'POST'],
  bodies: ['form', 'multipart'],
  answer({ state, params }) {
    const room = state.rooms.find(meetingIdOf(params));
    if (room === undefined) throw failure('notFound');
    return succeed(roomFields(room, state.rooms.all()));
  },
};
