import { createHash } from 'node:crypto';
import { encodeParams, lastValue, type Params } from '../bbb/query.ts';
import type { EndNotice } from '../cluster/end-notice.ts';
import type { MeetingRecord } from '../cluster/meeting.ts';
import { meetingEnded, type NewsDeps } from '../cluster/news.ts';
import { originOf } from '../cluster/sender.ts';
import type { NewEvent } from './ports.ts';
import { fieldsOf, type Rule } from './rule.ts';
import { statusOutcome } from './status-outcome.ts';

/** Events of this kind. */
export const MEETING_ENDED = 'meeting-ended';

/**
 * For so long an event that was delivered is known when it comes again. A notice that is older is believed only
 * while the record of its meeting stands where it says.
 */
export const ENDS_KNOWN_MS = 7 * 24 * 60 * 60_000;

/** A BBB server calls a URL of ours. */
export interface EndCall {
  /** Which: the same call again has the same. */
  readonly word: string;
  readonly notice: EndNotice;
  /** What BBB says beside it: recordingmarks and the like. */
  readonly params: Params;
}

export interface EndDeps extends NewsDeps {
  readonly outbox: { tell(event: NewEvent): Promise<void> };
}

/**
 * Takes the word of a BBB server that a meeting is over: its front-end is told at the URL it gave, and the record goes.
 *
 * A URL of ours may come late, twice, or from somebody who found it. It names the server, and its word is an event
 * once, however often it is said. Whether the meeting it was made for is the one on record it can't say: creates that
 * come later are the same meeting as long as BBB has it, and nothing is stored for each of them. So of the record the
 * server has the last word: it stays while the server, asked, has the meeting, or a create may be under way. A
 * meeting on record elsewhere goes on there, and what ended was a stray copy: nobody is told.
 *
 * BBB gives a meeting's metadata to its breakout rooms, and so calls the same URL at the end of each, with its ID: the
 * front-end hears of them as from BBB, and of the meeting's own end all the same.
 *
 * Throws StoreUnavailable when the front-end could be neither told nor remembered.
 */
export async function takeMeetingEnd(deps: EndDeps, call: EndCall): Promise<void> {
  const { notice } = call;
  const [record] = await deps.meetings.find([notice.meetingId]);
  const breakout = breakoutOf(call);
  // A meeting's breakout rooms are over before it is: whoever finds its URL later may say any ID.
  const isTold = breakout === undefined || record !== undefined;
  const event = isTold && isBelieved(deps, notice, record) ? eventOf(call, breakout) : undefined;
  if (event !== undefined) await deps.outbox.tell(event);
  if (breakout === undefined) await meetingEnded(deps, notice);
}

/** The ID of the breakout room that is over; undefined: it is the meeting itself. */
function breakoutOf({ notice, params }: EndCall): string | undefined {
  const said = notice.param === 'meta_endCallbackUrl' ? lastValue(params, 'meetingID') : undefined;
  // BBB leaves the blanks around an ID out.
  return said?.trim() === notice.meetingId.trim() ? undefined : said;
}

function isBelieved(
  { now }: EndDeps,
  { serverId, createdAt }: EndNotice,
  record: MeetingRecord | undefined,
): boolean {
  if (record !== undefined) return record.meeting.serverId === serverId;
  return now() - createdAt < ENDS_KNOWN_MS;
}

function eventOf({ word, notice, params }: EndCall, breakout: string | undefined): NewEvent | undefined {
  const { url, meetingId } = notice;
  const receiver = url === undefined ? undefined : originOf(url);
  if (url === undefined || receiver === undefined) return undefined;
  const what = breakout === undefined ? word : JSON.stringify([word, breakout]);
  const id = createHash('sha256').update(what).digest('hex');
  const payload = JSON.stringify({ url: withQuery(url, toOwn(notice, params)) });
  return { id, kind: MEETING_ENDED, receiver, subject: meetingId, payload };
}

/** The front-end knows the meeting by the ID it gave. */
function toOwn({ meetingId, ownId = meetingId }: EndNotice, params: Params): Params {
  return params.map((param) => (param.value === meetingId ? { ...param, value: ownId } : param));
}

/** Behind what query the URL has, which stays as it is. */
function withQuery(url: string, params: Params): string {
  const [address = ''] = url.split('#', 1);
  const query = encodeParams(params);
  if (query === '') return address;
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return `${address}${joint}${query}`;
}

/** A GET without a signature, as BBB itself makes it. */
export const meetingEndedRule: Rule = async (deps, event, signal) => {
  const { url = '' } = fieldsOf(event);
  return await statusOutcome(() =>
    deps.sender.get({ url, headers: { 'idempotency-key': event.id }, signal }),
  );
};
