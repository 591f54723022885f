import type { Params } from '../../bbb/query.ts';
import type { Room } from '../room.ts';
import type { Breakout } from '../room-settings.ts';
import { createDate, lines, NO_PARENT } from '../room-xml.ts';
import { type NewRoom, openRoom, type ServerState } from '../server-state.ts';
import { type BbbCall, succeed } from './call.ts';
import { failure, validationError } from './failures.ts';
import { flag, meetingIdOf, optional, required, wholeNumber } from './params.ts';

const PASSWORD = { least: 2, most: 64 };
const DUPLICATE = 'This conference was already in existence and may currently be in progress.';

/** Idempotent: the same meetingID with the same passwords, or none, answers the room that is there. */
export const create: BbbCall = {
  methods: ['GET', 'POST'],
  bodies: ['form', 'multipart', 'xml'],
  answer({ state, params }) {
    const wanted = roomOf(state, params);
    const existing = state.rooms.find(wanted.meetingId);
    if (existing === undefined || existing.isEnding) {
      checkVoiceBridge(state, wanted);
      return succeed(describe(openRoom(state, wanted), '', ''));
    }
    if (!samePasswords(existing, wanted)) throw failure('idNotUnique');
    return succeed(describe(existing, 'duplicateWarning', DUPLICATE));
  },
};

function roomOf(state: ServerState, params: Params): NewRoom {
  const meetingId = meetingIdOf(params);
  const name = required(params, 'name', 'missingParamName', { least: 2, most: 256 });
  return {
    meetingId,
    name,
    attendeePw: optional(params, 'attendeePW', PASSWORD),
    moderatorPw: optional(params, 'moderatorPW', PASSWORD),
    voiceBridge: voiceBridgeOf(params),
    dialNumber: optional(params, 'dialNumber'),
    duration: wholeNumber(params, 'duration'),
    maxUsers: wholeNumber(params, 'maxParticipants'),
    record: flag(params, 'record', false),
    autoStartRecording: flag(params, 'autoStartRecording', false),
    meetingEndedUrl: optional(params, 'meetingEndedURL'),
    logoutUrl: optional(params, 'logoutURL') ?? '',
    metadata: metadataOf(params),
    breakout: breakoutOf(state, params),
  };
}

/** Names in lower case, as BBB keeps them; those that are not letters, digits and dashes are passed over. */
function metadataOf(params: Params): Record<string, string> {
  const named = params.filter(({ name }) => /^meta_[a-z][a-z0-9-]*$/i.test(name));
  return Object.fromEntries(named.map(({ name, value }) => [name.slice(5).toLowerCase(), value ?? '']));
}

function voiceBridgeOf(params: Params): string | undefined {
  const given = optional(params, 'voiceBridge');
  if (given !== undefined && !/^\d{1,15}$/.test(given)) throw validationError('voiceBridge must be a number');
  return given;
}

function breakoutOf(state: ServerState, params: Params): Breakout | undefined {
  if (!flag(params, 'isBreakout', false)) return undefined;
  const parentMeetingId = required(params, 'parentMeetingID', 'missingParamParentMeetingID');
  required(params, 'sequence', 'missingParamSequence');
  if (state.rooms.find(parentMeetingId) === undefined) throw failure('notFound');
  const freeJoin = flag(params, 'freeJoin', false);
  return { parentMeetingId, sequence: wholeNumber(params, 'sequence'), freeJoin };
}

function checkVoiceBridge(state: ServerState, { meetingId, voiceBridge }: NewRoom): void {
  const takenBy = state.rooms
    .all()
    .find((room) => room.settings.voiceBridge === voiceBridge && room.settings.meetingId !== meetingId);
  if (takenBy !== undefined) throw failure('nonUniqueVoiceBridge');
}

function samePasswords({ settings }: Room, { attendeePw, moderatorPw }: NewRoom): boolean {
  return (
    (attendeePw ?? settings.attendeePw) === settings.attendeePw &&
    (moderatorPw ?? settings.moderatorPw) === settings.moderatorPw
  );
}

function describe(room: Room, messageKey: string, message: string) {
  const { settings } = room;
  return lines({
    meetingID: settings.meetingId,
    internalMeetingID: room.internalId,
    parentMeetingID: settings.breakout?.parentMeetingId ?? NO_PARENT,
    attendeePW: settings.attendeePw,
    moderatorPW: settings.moderatorPw,
    createTime: room.createTime,
    voiceBridge: settings.voiceBridge,
    dialNumber: settings.dialNumber,
    createDate: createDate(room.createTime),
    hasUserJoined: room.hasUserJoined,
    duration: settings.duration,
    hasBeenForciblyEnded: false,
    messageKey,
    message,
  });
}
