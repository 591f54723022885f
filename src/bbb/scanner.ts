/** Reads BBB's answers without building anything of them. What is passed on is cut out, never rebuilt. */

import { Xml } from './xml.ts';
import { type Element, scan, type Wanted, want } from './xml-scan.ts';
import { readText } from './xml-text.ts';

export interface ReplyHead {
  /** As it came: `SUCCESS`, `FAILED`, or anything else. */
  readonly returncode: string;
  readonly messageKey: string | undefined;
  readonly message: string | undefined;
}

/** Whose a meeting is, and where it stands. */
export interface MeetingPiece {
  /** Byte range of `<meeting>…</meeting>`. */
  readonly start: number;
  readonly end: number;
  /** `metadata/tenant-id`. */
  readonly tenantId: string | undefined;
}

export interface ListedMeeting extends MeetingPiece {
  /** Texts are '' when missing. */
  readonly meetingID: string;
  readonly meetingName: string;
  readonly internalMeetingID: string;
  /** Milliseconds; NaN when missing, unreadable or of more than 15 digits. */
  readonly createTime: number;
  /** Counts are 0 when missing, unreadable or of more than 7 digits. */
  readonly participantCount: number;
  readonly moderatorCount: number;
  readonly videoCount: number;
  readonly isBreakout: boolean;
  readonly running: boolean;
  /** `metadata/bbb-meeting-size-hint`: the users that the front-end expects; 0 when missing or unreadable. */
  readonly sizeHint: number;
}

const HEAD = ['returncode', 'messageKey', 'message'].map((name) => want(name));
const MEETING = want('meeting', [
  ...[
    'meetingID',
    'meetingName',
    'internalMeetingID',
    'createTime',
    'participantCount',
    'moderatorCount',
    'videoCount',
    'isBreakout',
    'running',
  ].map((name) => want(name)),
  want('metadata', [want('tenant-id'), want('bbb-meeting-size-hint')]),
]);
const TENANT = [want('response', [want('metadata', [want('tenant-id')])])];
const REPLY = [want('response', HEAD)];
const MEETINGS = [want('response', [...HEAD, want('meetings', [MEETING])])];
const PIECE = want('meeting', [want('metadata', [want('tenant-id')])]);
const PIECES = [want('response', [...HEAD, want('meetings', [PIECE])])];

/** Undefined: not well-formed XML, with a DOCTYPE, or without `/response/returncode`. */
export function readReply(body: Uint8Array): ReplyHead | undefined {
  const texts = readTexts(body, REPLY);
  return texts && toHead(texts);
}

/** Direct children of `/response` as text, the first of each name. Undefined: not well-formed. */
export function readFields(
  body: Uint8Array,
  names: readonly string[],
): Record<string, string | undefined> | undefined {
  const texts = readTexts(body, response(names));
  return texts && Object.fromEntries(texts);
}

/** The values of a meeting's metadata in an answer to getMeetingInfo, as text. Undefined: not well-formed. */
export function readMetadata(
  body: Uint8Array,
  names: readonly string[],
): Record<string, string | undefined> | undefined {
  const metadata = want(
    'metadata',
    names.map((name) => want(name)),
  );
  const texts = readTexts(body, [want('response', [metadata])]);
  return texts && Object.fromEntries(texts);
}

/** Direct children of `/response` as the XML inside them, byte for byte. Undefined: not well-formed. */
export function readInner(
  body: Uint8Array,
  names: readonly string[],
): Record<string, Xml | undefined> | undefined {
  const buffer = toBuffer(body);
  const found = new Map<string, Xml>();
  const wellFormed = scan(buffer, response(names), (element) => {
    const { name, inside } = element.wanted;
    if (inside.length > 0 || found.has(name)) return;
    found.set(name, new Xml(buffer.toString('utf8', element.innerStart, element.innerEnd)));
  });
  return wellFormed ? Object.fromEntries(found) : undefined;
}

/** `metadata/tenant-id` of an answer to getMeetingInfo. Undefined: none, or not well-formed. */
export function readTenantId(info: Uint8Array): string | undefined {
  return readTexts(info, TENANT)?.get('tenant-id');
}

export interface Listing<Meeting> {
  readonly head: ReplyHead;
  readonly meetings: readonly Meeting[];
}

/** Undefined as in readReply. A meeting's fields are its direct children, the first of each name. */
export function readMeetings(body: Uint8Array): Listing<ListedMeeting> | undefined {
  return readListing(body, MEETINGS, MEETING, toMeeting);
}

/** The same for who passes them on: half the work. */
export function readMeetingPieces(body: Uint8Array): Listing<MeetingPiece> | undefined {
  return readListing(body, PIECES, PIECE, toPiece);
}

function readListing<Meeting>(
  body: Uint8Array,
  wanted: readonly Wanted[],
  meeting: Wanted,
  read: (element: Element, fields: Texts) => Meeting,
): Listing<Meeting> | undefined {
  const buffer = toBuffer(body);
  const meetings: Meeting[] = [];
  const head = new Map<string, string>();
  const fields = new Map<string, string>();
  const wellFormed = scan(buffer, wanted, (element) => {
    if (element.wanted === meeting) {
      meetings.push(read(element, fields));
      fields.clear();
    } else {
      keep(buffer, element, HEAD.includes(element.wanted) ? head : fields);
    }
  });
  const reply = wellFormed ? toHead(head) : undefined;
  return reply && { head: reply, meetings };
}

type Texts = ReadonlyMap<string, string>;

function response(names: readonly string[]): readonly Wanted[] {
  return [
    want(
      'response',
      names.map((name) => want(name)),
    ),
  ];
}

function readTexts(body: Uint8Array, wanted: readonly Wanted[]): Texts | undefined {
  const buffer = toBuffer(body);
  const texts = new Map<string, string>();
  const wellFormed = scan(buffer, wanted, (element) => keep(buffer, element, texts));
  return wellFormed ? texts : undefined;
}

/** Keeps the text of an element that holds no other wanted one, unless there is one of its name. */
function keep(buffer: Buffer, { wanted, innerStart, innerEnd }: Element, texts: Map<string, string>): void {
  if (wanted.inside.length > 0 || texts.has(wanted.name)) return;
  texts.set(wanted.name, readText(buffer, innerStart, innerEnd));
}

function toHead(texts: Texts): ReplyHead | undefined {
  const returncode = texts.get('returncode');
  if (returncode === undefined) return undefined;
  return { returncode, messageKey: texts.get('messageKey'), message: texts.get('message') };
}

function toPiece({ start, end }: Element, fields: Texts): MeetingPiece {
  return { start, end, tenantId: fields.get('tenant-id') };
}

function toMeeting(element: Element, fields: Texts): ListedMeeting {
  return {
    ...toPiece(element, fields),
    meetingID: fields.get('meetingID') ?? '',
    meetingName: fields.get('meetingName') ?? '',
    internalMeetingID: fields.get('internalMeetingID') ?? '',
    createTime: toTime(fields.get('createTime')),
    participantCount: toCount(fields.get('participantCount')),
    moderatorCount: toCount(fields.get('moderatorCount')),
    videoCount: toCount(fields.get('videoCount')),
    isBreakout: toBoolean(fields.get('isBreakout')),
    running: toBoolean(fields.get('running')),
    sizeHint: toCount(fields.get('bbb-meeting-size-hint')),
  };
}

function toTime(text: string | undefined): number {
  const digits = text?.trim() ?? '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
}

/** Ten million and more are no count: added up they would be more than the stores can hold. */
function toCount(text: string | undefined): number {
  const digits = text?.trim() ?? '';
  return /^\d{1,7}$/.test(digits) ? Number(digits) : 0;
}

function toBoolean(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}

function toBuffer(body: Uint8Array): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
