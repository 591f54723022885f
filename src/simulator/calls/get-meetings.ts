import { xml } from '../../bbb/xml.ts';
import { lines, roomFields } from '../room-xml.ts';
import { type BbbCall, succeed } from './call.ts';

const NONE = succeed(
  lines({
    meetings: '',
    messageKey: 'noMeetings',
    message: 'no meetings were found on this server',
  }),
);

/** All meetings, each with all its fields. */
export const getMeetings: BbbCall = {
  methods: ['GET', 'POST'],
  bodies: ['form', 'multipart'],
  answer({ state }) {
    const rooms = state.rooms.all();
    if (rooms.length === 0) return NONE;
    const meetings = rooms.map((room) => xml`\n<meeting>${roomFields(room, rooms)}\n</meeting>`);
    return succeed(xml`\n<meetings>${meetings}\n</meetings>`);
  },
};
