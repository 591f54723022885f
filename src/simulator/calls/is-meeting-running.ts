import { lines } from '../room-xml.ts';
import { type BbbCall, succeed } from './call.ts';
import { meetingIdOf } from './params.ts';

/** An unknown meeting is one that does not run. */
export const isMeetingRunning: BbbCall = {
  methods: ['GET', 'POST'],
  bodies: ['form', 'multipart'],
  answer: ({ state, params }) =>
    succeed(lines({ running: state.rooms.find(meetingIdOf(params))?.isRunning ?? false })),
};
