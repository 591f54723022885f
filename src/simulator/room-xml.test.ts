import { describe, expect, it } from 'vitest';
import { element } from '../bbb/xml.ts';
import { stoppedClock } from './clock.ts';
import { Room } from './room.ts';
import type { RoomSettings } from './room-settings.ts';
import { createDate, roomFields } from './room-xml.ts';
import { roomSettings } from './testing.ts';

const clock = stoppedClock(1_531_240_585_189);

function room(settings: Partial<RoomSettings> = {}): Room {
  const recorded = { dialNumber: '613-555-1234', maxUsers: 20, record: true };
  return new Room(roomSettings({ ...recorded, ...settings }), clock.now);
}

function fieldsOf(of: Room, all: readonly Room[] = [of]): string {
  return roomFields(of, all).toString();
}

describe('a meeting in XML', () => {
  it('has every field of BBB’s documentation', () => {
    const meeting = room();
    meeting.add({ userId: 'u1', fullName: 'Stu', isListeningOnly: true });
    meeting.add({ userId: 'u2', fullName: 'Mod', role: 'MODERATOR', hasJoinedVoice: true, hasVideo: true });
    expect(`${fieldsOf(meeting)}\n`).toBe(`
<meetingName>Physics</meetingName>
<meetingID>m1</meetingID>
<internalMeetingID>${meeting.internalId}</internalMeetingID>
<createTime>1531240585189</createTime>
<createDate>Tue Jul 10 16:36:25 UTC 2018</createDate>
<voiceBridge>12345</voiceBridge>
<dialNumber>613-555-1234</dialNumber>
<attendeePW>ap</attendeePW>
<moderatorPW>mp</moderatorPW>
<running>true</running>
<duration>0</duration>
<hasUserJoined>true</hasUserJoined>
<recording>true</recording>
<hasBeenForciblyEnded>false</hasBeenForciblyEnded>
<startTime>1531240585189</startTime>
<endTime>0</endTime>
<participantCount>2</participantCount>
<listenerCount>1</listenerCount>
<voiceParticipantCount>1</voiceParticipantCount>
<videoCount>1</videoCount>
<maxUsers>20</maxUsers>
<moderatorCount>1</moderatorCount>
<attendees>
<attendee>
<userID>u1</userID>
<fullName>Stu</fullName>
<role>VIEWER</role>
<isPresenter>false</isPresenter>
<isListeningOnly>true</isListeningOnly>
<hasJoinedVoice>false</hasJoinedVoice>
<hasVideo>false</hasVideo>
<clientType>HTML5</clientType></attendee>
<attendee>
<userID>u2</userID>
<fullName>Mod</fullName>
<role>MODERATOR</role>
<isPresenter>true</isPresenter>
<isListeningOnly>false</isListeningOnly>
<hasJoinedVoice>true</hasJoinedVoice>
<hasVideo>true</hasVideo>
<clientType>HTML5</clientType></attendee></attendees>
<metadata></metadata>
<isBreakout>false</isBreakout>
`);
  });

  it('follows every change', () => {
    const meeting = room();
    meeting.add({ userId: 'u1', fullName: 'Stu' });
    expect(fieldsOf(meeting)).toContain('<videoCount>0</videoCount>');
    meeting.change('u1', { hasVideo: true });
    expect(fieldsOf(meeting)).toContain('<videoCount>1</videoCount>');
    meeting.remove('u1');
    expect(fieldsOf(meeting)).toContain('<participantCount>0</participantCount>');
  });

  it('wraps metadata in CDATA that nothing breaks out of', () => {
    const meeting = room({ metadata: new Map([['origin', 'a&b <c> ]]> d\u0000']]) });
    expect(fieldsOf(meeting)).toContain('<origin><![CDATA[a&b <c> ]]]]><![CDATA[> d]]></origin>');
  });

  it('lists breakout rooms in their parent, and the parent in them', () => {
    const parent = room();
    const breakout = room({
      meetingId: 'm1-1',
      breakout: { parentMeetingId: 'm1', sequence: 1, freeJoin: true },
    });
    expect(fieldsOf(parent)).not.toContain('breakoutRooms');
    expect(fieldsOf(parent, [parent, breakout])).toContain(
      '<breakoutRooms>\n<breakout>m1-1</breakout></breakoutRooms>',
    );
    const inside = fieldsOf(breakout, [parent, breakout]);
    expect(inside).toContain('<isBreakout>true</isBreakout>');
    expect(inside).toContain(
      '<parentMeetingID>m1</parentMeetingID>\n<sequence>1</sequence>\n<freeJoin>true</freeJoin>',
    );
  });

  it('escapes names', () => {
    expect(fieldsOf(room({ name: '<Tom & "Jerry">' }))).toContain(
      element('meetingName', '<Tom & "Jerry">').toString(),
    );
  });
});

it('writes dates as BBB does', () => {
  expect(createDate(1_531_155_809_613)).toBe('Mon Jul 09 17:03:29 UTC 2018');
});
