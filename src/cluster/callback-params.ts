import { lastValue, type Param, type Params } from '../bbb/query.ts';
import { type OwnAddress, ownUrl } from './own-url.ts';
import { withoutParam, withParam } from './params.ts';

/** The names under which the URLs of a meeting are kept, as the Ruby Scalelite has them. */
export const RECORDING_READY_URL = 'recording_ready_url';
export const ANALYTICS_URL = 'analytics_callback_url';

/** By these names; empty: the front-end wants to hear of nothing. */
export type CallbackUrls = Readonly<Record<string, string>>;

/** Where the callback URLs of front-ends are kept until they are called. */
export interface CallbackKeeper {
  /** Replaces those of the meeting. Never rejects: what can't be kept now is kept as soon as it can be. */
  keep(meetingId: string, urls: CallbackUrls): Promise<void>;
}

const ANALYTICS = 'meta_analytics-callback-url';
const ANALYTICS_PATH = '/bigbluebutton/api/analytics_callback';

/** The first one that is given counts. */
const RECORDING_READY = [
  'meta_bn-recording-ready-url',
  'meta_bbb-recording-ready-url',
  'meta_canvas-recording-ready-url',
];

export interface Interception extends Omit<OwnAddress, 'urlHost'> {
  /** Undefined: nobody knows. */
  readonly urlHost: string | undefined;
  /** Whether a URL is one that is called: http(s), and no address that is never called. */
  readonly mayCall: (url: string) => boolean;
}

export interface Intercepted {
  readonly params: Params;
  /** To be kept. */
  readonly urls: CallbackUrls;
  /** Under which names there would have been one that is not called. */
  readonly refused: readonly string[];
}

/**
 * Takes the front-end's own callback URLs out of what goes to BBB, since BBB's word is signed for us and not for
 * them: BBB is told ours for analytics (when URL_HOST is set), and none for recordings, which it would call too
 * soon. One that is not called is told to nobody.
 */
export function interceptCallbacks(
  params: Params,
  { urlHost, mayCall, ...address }: Interception,
): Intercepted {
  // Most front-ends give none.
  if (!params.some(isCallback)) return { params, urls: {}, refused: [] };
  const ready = RECORDING_READY.map((name) => lastValue(params, name)?.trim()).find((url) => url);
  const analytics = urlHost === undefined ? undefined : lastValue(params, ANALYTICS)?.trim();
  const wanted = Object.entries({ [ANALYTICS_URL]: analytics, [RECORDING_READY_URL]: ready }).filter(isGiven);
  const urls = Object.fromEntries(wanted.filter(([, url]) => mayCall(url)));
  const refused = wanted.filter(([, url]) => !mayCall(url)).map(([name]) => name);
  const own = urlHost === undefined ? undefined : ownUrl({ ...address, urlHost }, ANALYTICS_PATH);
  return { params: told(params, own, urls), urls, refused };
}

function isCallback({ name }: Param): boolean {
  return name === ANALYTICS || RECORDING_READY.includes(name);
}

function isGiven(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined && entry[1] !== '';
}

function told(params: Params, own: string | undefined, urls: CallbackUrls): Params {
  const rest = params.filter(({ name }: Param) => !RECORDING_READY.includes(name));
  if (own === undefined) return rest;
  return urls[ANALYTICS_URL] === undefined ? withoutParam(rest, ANALYTICS) : withParam(rest, ANALYTICS, own);
}
