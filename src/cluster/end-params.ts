import { lastValue, type Param, type Params } from '../bbb/query.ts';
import type { Config } from '../config.ts';
import { type EndNotice, type EndParam, fitsNotice, writeEndNotice } from './end-notice.ts';
import { createOwnSignature } from './own-signature.ts';
import { type OwnAddress, ownUrl } from './own-url.ts';
import { withParam } from './params.ts';

/** Where BBB servers tell that a meeting is over. */
export const MEETING_ENDED_PATH = '/bigbluebutton/api/meeting_ended_callback';
/** The parameter that says which. */
export const ABOUT = 'about';

/** Makes the URL that a BBB server calls at the end of a meeting. */
export type EndUrls = (address: Omit<OwnAddress, 'urlHost'>, notice: Omit<EndNotice, 'createdAt'>) => string;

/**
 * Undefined: BBB servers call the front-ends themselves, since INTERCEPT_END_CALLBACK says so, or nobody knows what
 * host we are, or there is no secret to sign with.
 */
export function createEndUrls(
  config: Pick<Config, 'urlHost' | 'interceptEndCallback' | 'secretKeyBase' | 'secrets'>,
  now: () => number,
): EndUrls | undefined {
  const { urlHost, interceptEndCallback } = config;
  const signature = interceptEndCallback ? createOwnSignature(config) : undefined;
  if (urlHost === undefined || signature === undefined) return undefined;
  return (address, notice) => {
    const word = writeEndNotice(signature, { ...notice, createdAt: now() });
    return `${ownUrl({ ...address, urlHost }, MEETING_ENDED_PATH)}?${ABOUT}=${word}`;
  };
}

export interface EndParams {
  readonly params: Params;
  /** The names of those that held a URL which is not called: nobody is told it. */
  readonly refused: readonly string[];
}

/**
 * Puts our URLs in place of the front-end's own, which ours carry along: BBB keeps those of the create that made the
 * room, and so whom to tell, whatever later creates say, without anything being stored here.
 *
 * `meetingEndedURL` is set though the client gave neither: of the two it is the one that BBB shows to nobody, where
 * metadata come out again in getMeetingInfo and in recordings.
 */
export function withOwnEnds(
  params: Params,
  urlFor: (param: EndParam, frontEnd: string | undefined) => string,
  mayCall: (url: string) => boolean,
): EndParams {
  const refused: string[] = [];
  const called = (name: string, given: string | undefined): string | undefined => {
    const url = given?.trim() || undefined;
    if (url === undefined || (mayCall(url) && fitsNotice(url))) return url;
    refused.push(name);
    return undefined;
  };
  const ended = called('meetingEndedURL', lastValue(params, 'meetingEndedURL'));
  const own = withParam(params, 'meetingEndedURL', urlFor('meetingEndedURL', ended));
  const given = own.findLast(isEndCallback);
  if (given === undefined) return { params: own, refused };
  const rest = own.filter((param) => !isEndCallback(param));
  const url = called('meta_endCallbackUrl', given.value);
  if (url === undefined) return { params: rest, refused };
  const value = urlFor('meta_endCallbackUrl', url);
  return { params: [...rest, { name: 'meta_endCallbackUrl', value }], refused };
}

/** BBB reads the names of metadata in any letter case. */
function isEndCallback({ name }: Param): boolean {
  return name.length === 'meta_endCallbackUrl'.length && name.toLowerCase() === 'meta_endcallbackurl';
}
