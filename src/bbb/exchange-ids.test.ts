import { expect, it } from 'vitest';
import { exchangeIds } from './exchange-ids.ts';

const exchange = {
  idFor: (id: string, told: string | undefined) => (id.startsWith('in-') ? (told ?? id.slice(3)) : undefined),
  metadatum: 'own-id',
  message: (text: string) => text.replace('in-x', 'x'),
};

const exchanged = (xml: string): string => exchangeIds(Buffer.from(xml), exchange).toString();

it('the IDs of an answer are exchanged, and all else stays byte for byte', () => {
  expect(
    exchanged(
      `<?xml version="1.0"?>\n<response>\n <meetingID ><![CDATA[in-a&b]]></meetingID><meetingName>in-é</meetingName>
<parentMeetingID>in-p</parentMeetingID><metadata><k>in-k</k><note>not in-k</note></metadata>
<attendees><attendee><meetingID>in-deep</meetingID></attendee></attendees>
<breakoutRooms><breakout>in-1</breakout><breakout>2</breakout></breakoutRooms><message>no in-x</message></response>`,
    ),
  ).toBe(
    `<?xml version="1.0"?>\n<response>\n <meetingID >a&amp;b</meetingID><meetingName>in-é</meetingName>
<parentMeetingID>p</parentMeetingID><metadata><k>k</k><note>not in-k</note></metadata>
<attendees><attendee><meetingID>in-deep</meetingID></attendee></attendees>
<breakoutRooms><breakout>1</breakout><breakout>2</breakout></breakoutRooms><message>no x</message></response>`,
  );
});

it('in a list each meeting tells its own, and what told it is taken out', () => {
  const meeting = (id: string, metadata: string): string =>
    `<meeting><meetingID>${id}</meetingID><metadata>${metadata}</metadata></meeting>`;
  expect(
    exchanged(
      `<response><meetings>${meeting('in-1', '<own-id>one &lt;1&gt;</own-id><a>b</a>')}${meeting('in-2', '')}${meeting('3', '')}</meetings></response>`,
    ),
  ).toBe(
    `<response><meetings>${meeting('one &lt;1&gt;', '<a>b</a>')}${meeting('2', '')}${meeting('3', '')}</meetings></response>`,
  );
});

it('what is no XML, or names no ID, comes back as it is', () => {
  for (const text of [
    '<response><meetingID>in-1</meetingID>',
    '<response><meetingID>1</meetingID></response>',
    '',
  ])
    expect(exchanged(text)).toBe(text);
});
