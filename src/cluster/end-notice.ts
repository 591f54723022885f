import type { OwnSignature } from './own-signature.ts';

/** The parameters of create by which a front-end asks to be told of the end of its meeting, as we write them. */
export const endParams = ['meetingEndedURL', 'meta_endCallbackUrl'] as const;
export type EndParam = (typeof endParams)[number];

/** What the URL that a BBB server calls at the end of a meeting says about it. */
export interface EndNotice {
  /** When the URL was made, milliseconds since 1970. */
  readonly createdAt: number;
  /** The server that the create went to. */
  readonly serverId: string;
  /** As the server calls it. */
  readonly meetingId: string;
  /** As its front-end calls it, where that is something else. */
  readonly ownId: string | undefined;
  /** Where the URL stands. */
  readonly param: EndParam;
  /** The front-end's own URL, which ours stands in place of; undefined: it gave none. */
  readonly url: string | undefined;
}

const PURPOSE = 'the end of a meeting';
/** Longer ones are none of ours. */
const LONGEST = 64 * 1024;
/** As a notice holds it. A third more of it stands in our URL, beside the rest; servers and proxies take less as a rule. */
const LONGEST_URL_BYTES = 32 * 1024;

/** Whether a front-end's URL is short enough for ours to carry it. */
export function fitsNotice(url: string): boolean {
  return Buffer.byteLength(JSON.stringify(url)) <= LONGEST_URL_BYTES;
}

/** A notice as one word of letters that mean nothing in a URL, however it is encoded again on its way. */
export function writeEndNotice(signature: OwnSignature, notice: EndNotice): string {
  const { createdAt, serverId, meetingId, ownId = null, param, url = null } = notice;
  const fields = [createdAt, serverId, meetingId, endParams.indexOf(param), url, ownId];
  const text = Buffer.from(JSON.stringify(fields)).toString('base64url');
  return `${text}.${signature.sign(PURPOSE, text)}`;
}

/** Undefined: we did not write it. */
export function readEndNotice(signature: OwnSignature, word: string): EndNotice | undefined {
  const [text = '', claimed = '', ...more] = word.length > LONGEST ? [] : word.split('.');
  if (more.length > 0 || text === '' || !signature.verify(PURPOSE, text, claimed)) return undefined;
  return noticeOf(JSON.parse(Buffer.from(text, 'base64url').toString()));
}

/** It is signed, so it is ours; of another version perhaps. */
function noticeOf(fields: unknown): EndNotice | undefined {
  if (!Array.isArray(fields)) return undefined;
  const [createdAt, serverId, meetingId, index, url, ownId]: unknown[] = fields;
  const param = typeof index === 'number' ? endParams[index] : undefined;
  if (typeof createdAt !== 'number' || param === undefined) return undefined;
  if (typeof serverId !== 'string' || typeof meetingId !== 'string') return undefined;
  return { createdAt, serverId, meetingId, param, url: textOf(url), ownId: textOf(ownId) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
