import { xml } from '../../bbb/xml.ts';
import type { Room } from '../room.ts';
import { lines, roomFields } from '../room-xml.ts';
import type { ServerState } from '../server-state.ts';
import { type Answer, type BbbCall, succeed } from './call.ts';

const NONE = succeed(
  lines({
    meetings: '',
    messageKey: 'noMeetings',
    message: 'no meetings were found on this server',
  }),
);

interface Kept {
  readonly rooms: readonly Room[];
  readonly revisions: readonly number[];
  readonly answer: Answer;
}

const kept = new WeakMap<ServerState, Kept>();

/** All meetings, each with all its fields. Polls ask for it all the time, so an answer is kept until something changes. */
export const getMeetings: BbbCall = {
  methods: ['GET', 'POST'],
  bodies: ['form', 'multipart'],
  answer({ state }) {
    const rooms = state.rooms.all();
    const last = kept.get(state);
    if (last !== undefined && isUnchanged(last, rooms)) return last.answer;
    const answer = rooms.length === 0 ? NONE : listing(rooms);
    kept.set(state, { rooms, revisions: rooms.map((room) => room.revision), answer });
    return answer;
  },
};

function isUnchanged({ rooms: before, revisions }: Kept, rooms: readonly Room[]): boolean {
  return (
    before.length === rooms.length &&
    rooms.every((room, i) => room === before[i] && room.revision === revisions[i])
  );
}

function listing(rooms: readonly Room[]): Answer {
  const meetings = rooms.map((room) => xml`\n<meeting>${roomFields(room, rooms)}\n</meeting>`);
  return succeed(xml`\n<meetings>${meetings}\n</meetings>`);
}
