import { lines } from '../room-xml.ts';
import { type BbbCall, succeed } from './call.ts';

/** `GET /bigbluebutton/api`: which API this is. The only call without a checksum. */
export const topLevel: BbbCall = {
  methods: ['GET', 'POST'],
  bodies: ['form', 'multipart'],
  answer: ({ state }) =>
    succeed(lines({ version: '2.0', apiVersion: '2.0', bbbVersion: state.settings.bbbVersion })),
};
