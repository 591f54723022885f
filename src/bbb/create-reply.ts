import { success } from './responses.ts';
import { readInner } from './scanner.ts';
import { Xml } from './xml.ts';

/** What BBB answers a create with, in its order, and how getMeetingInfo says the same. */
const FIELDS: readonly (readonly [name: string, otherwise: string])[] = [
  ['meetingID', ''],
  ['internalMeetingID', ''],
  ['parentMeetingID', 'bbb-none'],
  ['attendeePW', ''],
  ['moderatorPW', ''],
  ['createTime', ''],
  ['voiceBridge', ''],
  ['dialNumber', ''],
  ['createDate', ''],
  ['hasUserJoined', 'false'],
  ['duration', '0'],
  ['hasBeenForciblyEnded', 'false'],
];

/**
 * The answer of a create that took effect but whose own answer was lost, put together from the server's
 * answer to getMeetingInfo: each value as the server wrote it. Undefined: that answer does not name a meeting.
 */
export function createReplyFromInfo(info: Uint8Array): Buffer | undefined {
  const found = readInner(
    info,
    FIELDS.map(([name]) => name),
  );
  if (found?.['meetingID'] === undefined) return undefined;
  const fields = FIELDS.map(([name, otherwise]) => `<${name}>${found[name] ?? otherwise}</${name}>`);
  const body = `${fields.join('')}<messageKey></messageKey><message></message>`;
  return Buffer.from(success(new Xml(body)));
}
