import { xml } from '../../bbb/xml.ts';
import { type BbbCall, succeed } from './call.ts';
import { failure } from './failures.ts';
import { meetingIdOf, optional, required } from './params.ts';

/** A line in the public chat of a meeting (BBB 3.0). */
export const sendChatMessage: BbbCall = {
  methods: ['GET'],
  bodies: [],
  answer({ state, params }) {
    const meetingId = meetingIdOf(params);
    required(params, 'message', 'missingParamMessage', { least: 1, most: 500 });
    optional(params, 'userName', { least: 1, most: 255 });
    if (state.rooms.find(meetingId) === undefined) throw failure('meetingNotFound');
    return succeed(xml``);
  },
};
