import { createHash } from 'node:crypto';
import type { Attendee } from '../attendee.ts';
import type { Room } from '../room.ts';
import { createDate } from '../room-xml.ts';
import type { Happening } from '../rooms.ts';

/** Something that hooks are told of. */
export interface HookEvent {
  /** What an eventID filter names. */
  readonly name: string;
  /** The external ID of its meeting. */
  readonly meetingId: string;
  /** In the processed form. */
  readonly mapped: unknown;
  /** As BBB says it to itself: for hooks with getRaw. */
  readonly raw: unknown;
}

/** `now`: milliseconds since 1970. */
export function eventOf(happening: Happening, now: number): HookEvent {
  const { name, room } = happening;
  const user = 'attendee' in happening ? { user: userOf(happening.name, room, happening.attendee) } : {};
  const meeting = name === 'meeting-created' ? allOf(room) : idsOf(room);
  return {
    name,
    meetingId: room.settings.meetingId,
    mapped: processed(name, { meeting, ...user }, now),
    raw: rawOf(happening),
  };
}

/** The form of all processed events. */
export function processed(id: string, attributes: Readonly<Record<string, unknown>>, now: number) {
  return { data: { type: 'event', id, attributes, event: { ts: now } } };
}

function idsOf({ internalId, settings }: Room) {
  return { 'internal-meeting-id': internalId, 'external-meeting-id': settings.meetingId };
}

function allOf(room: Room) {
  const { settings, createTime } = room;
  return {
    ...idsOf(room),
    name: settings.name,
    'is-breakout': settings.breakout !== undefined,
    'parent-id': settings.breakout?.parentMeetingId ?? '',
    duration: settings.duration,
    'create-time': createTime,
    'create-date': createDate(createTime),
    'moderator-pass': settings.moderatorPw,
    'viewer-pass': settings.attendeePw,
    record: settings.record,
    'voice-conf': settings.voiceBridge,
    'dial-number': settings.dialNumber,
    'max-users': settings.maxUsers,
    metadata: Object.fromEntries(settings.metadata),
  };
}

function userOf(event: string, room: Room, attendee: Attendee) {
  const ids = {
    'internal-user-id': internalUserId(room, attendee),
    'external-user-id': attendee.userId,
  };
  if (event === 'user-joined') {
    const { fullName: name, role, isPresenter: presenter } = attendee;
    return { ...ids, name, role, presenter };
  }
  if (event.startsWith('user-audio')) {
    const isOn = event === 'user-audio-voice-enabled';
    const { isListeningOnly, hasJoinedVoice } = attendee;
    return {
      ...ids,
      'listening-only': isOn && isListeningOnly && !hasJoinedVoice,
      'sharing-mic': isOn && hasJoinedVoice,
    };
  }
  return event.startsWith('user-cam') ? { ...ids, stream: streamOf(room, attendee) } : ids;
}

/** BBB makes up one for everybody; here the same user of a meeting always has the same. */
function internalUserId({ internalId }: Room, { userId }: Attendee): string {
  if (userId.startsWith('w_')) return userId;
  return `w_${createHash('sha1').update(`${internalId}/${userId}`).digest('hex').slice(0, 12)}`;
}

function streamOf(room: Room, attendee: Attendee): string {
  return `${internalUserId(room, attendee)}-camera`;
}

const RAW_NAMES: Readonly<Record<Happening['name'], string>> = {
  'meeting-created': 'MeetingCreatedEvtMsg',
  'meeting-ended': 'MeetingDestroyedEvtMsg',
  'meeting-recording-started': 'RecordingStatusChangedEvtMsg',
  'meeting-recording-stopped': 'RecordingStatusChangedEvtMsg',
  'user-joined': 'UserJoinedMeetingEvtMsg',
  'user-left': 'UserLeftMeetingEvtMsg',
  'user-audio-voice-enabled': 'UserJoinedVoiceConfToClientEvtMsg',
  'user-audio-voice-disabled': 'UserLeftVoiceConfToClientEvtMsg',
  'user-cam-broadcast-start': 'UserBroadcastCamStartedEvtMsg',
  'user-cam-broadcast-end': 'UserBroadcastCamStoppedEvtMsg',
  'user-presenter-assigned': 'PresenterAssignedEvtMsg',
  'user-presenter-unassigned': 'PresenterUnassignedEvtMsg',
};

/** The envelope is BBB's; of the bodies, only who and where. */
function rawOf(happening: Happening) {
  const { room } = happening;
  const name = RAW_NAMES[happening.name];
  const userId = 'attendee' in happening ? internalUserId(room, happening.attendee) : undefined;
  const meetingId = room.internalId;
  return {
    envelope: { name, routing: { sender: 'bbb-apps-akka' } },
    core: { header: { name, meetingId, userId }, body: { meetingId, userId } },
  };
}
