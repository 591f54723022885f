import { element, Xml, xml } from '../bbb/xml.ts';
import type { Attendee } from './attendee.ts';
import type { Room } from './room.ts';

/** BBB's word for "no parent", with a meeting that is no breakout room. */
export const NO_PARENT = 'bbb-none';

const made = new WeakMap<Room, { readonly key: string; readonly text: Xml }>();

/**
 * The fields of a meeting as getMeetingInfo and getMeetings show them. Kept until the room changes: a poll
 * of 1,000 servers must not build the same text over and over.
 */
export function roomFields(room: Room, all: readonly Room[]): Xml {
  const breakoutIds = breakoutsOf(room, all);
  const key = [room.revision, ...breakoutIds].join(' ');
  const kept = made.get(room);
  if (kept?.key === key) return kept.text;
  const fields = build(room, breakoutIds);
  made.set(room, { key, text: fields });
  return fields;
}

function breakoutsOf(room: Room, all: readonly Room[]): string[] {
  const { meetingId } = room.settings;
  return all
    .filter((other) => other.settings.breakout?.parentMeetingId === meetingId)
    .map((other) => other.settings.meetingId);
}

/** As BBB writes dates: `Mon Jul 09 17:03:29 UTC 2018`. */
export function createDate(ms: number): string {
  const [, weekday = '', day = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(ms).toUTCString()) ?? [];
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

/** Each field on a line of its own, as BBB answers. */
export function lines(fields: Readonly<Record<string, unknown>>): Xml {
  return xml`${Object.entries(fields).map(([name, value]) => xml`\n${element(name, text(value))}`)}`;
}

function text(value: unknown): string | Xml {
  return value instanceof Xml ? value : String(value ?? '');
}

function build(room: Room, breakoutIds: readonly string[]): Xml {
  const { settings, attendees } = room;
  const count = (wanted: (attendee: Attendee) => boolean) => attendees.filter(wanted).length;
  return lines({
    meetingName: settings.name,
    meetingID: settings.meetingId,
    internalMeetingID: room.internalId,
    createTime: room.createTime,
    createDate: createDate(room.createTime),
    voiceBridge: settings.voiceBridge,
    dialNumber: settings.dialNumber,
    attendeePW: settings.attendeePw,
    moderatorPW: settings.moderatorPw,
    running: room.isRunning,
    duration: settings.duration,
    hasUserJoined: room.hasUserJoined,
    recording: settings.record,
    hasBeenForciblyEnded: room.isEnding,
    startTime: room.createTime,
    endTime: 0,
    participantCount: attendees.length,
    listenerCount: count((attendee) => attendee.isListeningOnly),
    voiceParticipantCount: count((attendee) => attendee.hasJoinedVoice),
    videoCount: count((attendee) => attendee.hasVideo),
    maxUsers: settings.maxUsers,
    moderatorCount: count((attendee) => attendee.role === 'MODERATOR'),
    attendees: xml`${attendees.map((attendee) => xml`\n${element('attendee', lines({ ...attendeeFields(attendee) }))}`)}`,
    metadata: xml`${[...settings.metadata].map(([name, value]) => xml`\n${element(name, cdata(value))}`)}`,
    isBreakout: settings.breakout !== undefined,
    ...breakoutFields(room),
    ...(breakoutIds.length > 0 && {
      breakoutRooms: xml`${breakoutIds.map((id) => xml`\n${element('breakout', id)}`)}`,
    }),
  });
}

function attendeeFields({ userId, ...attendee }: Attendee) {
  return {
    userID: userId,
    fullName: attendee.fullName,
    role: attendee.role,
    isPresenter: attendee.isPresenter,
    isListeningOnly: attendee.isListeningOnly,
    hasJoinedVoice: attendee.hasJoinedVoice,
    hasVideo: attendee.hasVideo,
    clientType: attendee.clientType,
  };
}

function breakoutFields({ settings: { breakout } }: Room) {
  if (breakout === undefined) return {};
  const { parentMeetingId, sequence, freeJoin } = breakout;
  return { parentMeetingID: parentMeetingId, sequence, freeJoin };
}

/** BBB wraps metadata so: whatever stands inside is text. Characters that XML cannot hold are left out. */
function cdata(value: string): Xml {
  const legal = [...value].filter((char) => xml`${char}`.toString() !== '').join('');
  return new Xml(`<![CDATA[${legal.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`);
}
