import { xml } from '../../bbb/xml.ts';
import { type BbbCall, succeed } from './call.ts';
import { failure } from './failures.ts';
import { meetingIdOf } from './params.ts';

/** Slides for a running meeting, in the body. */
export const insertDocument: BbbCall = {
  methods: ['POST'],
  bodies: ['xml'],
  answer({ state, params }) {
    if (state.rooms.find(meetingIdOf(params)) === undefined) throw failure('notFound');
    return succeed(xml``);
  },
};
