import { lastValue, type Param, type Params } from '../bbb/query.ts';
import { withoutParam, withParam } from './params.ts';
import { originOf } from './sender.ts';
import type { Tenant } from './tenant.ts';

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
/** What BBB servers reach us by. */
export interface OwnAddress {
  /** Undefined: nobody knows. */
  readonly urlHost: string | undefined;
  readonly tenant: Pick<Tenant, 'name'> | undefined;
  /** `/t/NAME` when the tenant was named so: then its host name need not exist. Else ''. */
  readonly prefix: string;
}

/** The first one that is given counts. */
const RECORDING_READY = [
  'meta_bn-recording-ready-url',
  'meta_bbb-recording-ready-url',
  'meta_canvas-recording-ready-url',
];

/**
 * Takes the front-end's own callback URLs out of what goes to BBB, since BBB's word is signed for us and not for
 * them: BBB is told ours for analytics (when URL_HOST is set), and none for recordings, which it would call too
 * soon. An address that is no http(s) URL is told to nobody, and called by nobody.
 */
export function interceptCallbacks(
  params: Params,
  { urlHost, tenant, prefix }: OwnAddress,
): { readonly params: Params; readonly urls: CallbackUrls } {
  const ready = RECORDING_READY.map((name) => lastValue(params, name)?.trim()).find((url) => url);
  const analytics = urlHost === undefined ? undefined : lastValue(params, ANALYTICS)?.trim();
  const wanted = { [ANALYTICS_URL]: analytics, [RECORDING_READY_URL]: ready };
  const urls = Object.fromEntries(Object.entries(wanted).filter(isCallable));
  const own = urlHost === undefined ? undefined : ownUrl(urlHost, tenant, prefix);
  return { params: told(params, own, urls), urls };
}

function isCallable(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined && originOf(entry[1]) !== undefined;
}

function ownUrl(urlHost: string, tenant: OwnAddress['tenant'], prefix: string): string {
  const host = tenant === undefined || prefix !== '' ? urlHost : `${tenant.name}.${urlHost}`;
  return `https://${host}${prefix}/bigbluebutton/api/analytics_callback`;
}

function told(params: Params, own: string | undefined, urls: CallbackUrls): Params {
  if (!params.some(({ name }) => name === ANALYTICS || RECORDING_READY.includes(name))) return params;
  const rest = params.filter(({ name }: Param) => !RECORDING_READY.includes(name));
  if (own === undefined) return rest;
  return urls[ANALYTICS_URL] === undefined ? withoutParam(rest, ANALYTICS) : withParam(rest, ANALYTICS, own);
}
