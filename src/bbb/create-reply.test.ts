import { describe, expect, it } from 'vitest';
import { createReplyFromInfo } from './create-reply.ts';

const INFO = `<?xml version="1.0"?>
<response>
  <returncode>SUCCESS</returncode>
  <meetingName>R&amp;D</meetingName>
  <meetingID>r &amp; d</meetingID>
  <internalMeetingID>abc-1</internalMeetingID>
  <createTime>1700000000123</createTime>
  <createDate>Tue Nov 14 22:13:20 UTC 2023</createDate>
  <voiceBridge>751918667</voiceBridge>
  <dialNumber>+49 1</dialNumber>
  <attendeePW><![CDATA[a<b]]></attendeePW>
  <moderatorPW>mp</moderatorPW>
  <running>false</running>
  <duration>60</duration>
  <hasUserJoined>false</hasUserJoined>
  <hasBeenForciblyEnded>false</hasBeenForciblyEnded>
  <attendees><attendee><meetingID>not this one</meetingID></attendee></attendees>
</response>`;

describe('a create whose answer was lost', () => {
  it('is answered with what getMeetingInfo says, as the server wrote it', () => {
    expect(String(createReplyFromInfo(Buffer.from(INFO)))).toBe(
      '<response><returncode>SUCCESS</returncode><meetingID>r &amp; d</meetingID>' +
        '<internalMeetingID>abc-1</internalMeetingID><parentMeetingID>bbb-none</parentMeetingID>' +
        '<attendeePW><![CDATA[a<b]]></attendeePW><moderatorPW>mp</moderatorPW>' +
        '<createTime>1700000000123</createTime><voiceBridge>751918667</voiceBridge>' +
        '<dialNumber>+49 1</dialNumber><createDate>Tue Nov 14 22:13:20 UTC 2023</createDate>' +
        '<hasUserJoined>false</hasUserJoined><duration>60</duration>' +
        '<hasBeenForciblyEnded>false</hasBeenForciblyEnded><messageKey></messageKey><message></message></response>',
    );
  });

  it('can not be answered by what is no meeting', () => {
    expect(createReplyFromInfo(Buffer.from('<html>502</html>'))).toBeUndefined();
    expect(
      createReplyFromInfo(Buffer.from('<response><returncode>FAILED</returncode></response>')),
    ).toBeUndefined();
  });
});
