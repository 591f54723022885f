import { cutChecksum, isSigned } from '../bbb/checksum.ts';
import { lastValue, type Params, parseQuery } from '../bbb/query.ts';
import type { Body } from './body.ts';
import { type Answer, type BbbCall, fail, run } from './calls/call.ts';
import { failure } from './calls/failures.ts';
import { calls, hookCalls } from './calls/index.ts';
import { topLevel } from './calls/top-level.ts';
import type { ServerState } from './server-state.ts';

/** The name by which the top level goes in logs and faults. */
const TOP_LEVEL = '/';
const BASE_PATH = '/bigbluebutton/api';

/** One request, read to its end. */
export interface Exchange {
  readonly call: string;
  readonly method: string;
  /** As received, without `?`. */
  readonly query: string;
  readonly body: Body | undefined;
  /** See CallContext. */
  readonly origin: string;
}

/** The call that a path means; nginx in front of BBB merges slashes. Undefined: not the API. */
export function callOf(path: string): string | undefined {
  const merged = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  if (merged === BASE_PATH) return TOP_LEVEL;
  if (!merged.startsWith(`${BASE_PATH}/`)) return undefined;
  return merged.slice(BASE_PATH.length + 1).replace(/\/$/, '') || TOP_LEVEL;
}

/** Of query and form body together, without the checksum. Throws MalformedQuery. */
export function paramsOf({ query, body }: Pick<Exchange, 'query' | 'body'>): Params {
  const all = [...parseQuery(query), ...(body?.params ?? [])];
  return all.filter(({ name }) => name !== 'checksum');
}

/** What BBB answers, in BBB's order of checks: method, content type, checksum, parameters. */
export function perform(state: ServerState, exchange: Exchange, params: Params): Answer {
  const { call, body, origin } = exchange;
  const row = rowOf(state, call);
  const method = exchange.method === 'HEAD' ? 'GET' : exchange.method;
  if (row === undefined || !row.methods.some((allowed) => allowed === method)) {
    return fail(failure('unsupportedRequest'));
  }
  if (body !== undefined && body.bytes > 0 && !row.bodies.some((kind) => kind === body.kind)) {
    return fail(failure('unsupportedContentType'));
  }
  if (call !== TOP_LEVEL && !isAuthentic(state, exchange)) return fail(failure('checksumError'));
  return run(row, { state, params, origin });
}

function rowOf({ webhooks }: ServerState, call: string): BbbCall | undefined {
  if (call === TOP_LEVEL) return topLevel;
  return calls.get(call) ?? (webhooks && hookCalls.get(call));
}

/** Only the URL's query is signed; a parameter in both query and body would get around that. */
function isAuthentic({ settings }: ServerState, { call, query, body }: Exchange): boolean {
  const { given, signed } = cutChecksum(query);
  const inBody = body?.params ?? [];
  if (inBody.length > 0) {
    const inQuery = new Set(parseQuery(query).map(({ name }) => name));
    if (inBody.some(({ name }) => inQuery.has(name))) return false;
  }
  return isSigned(given ?? lastValue(inBody, 'checksum'), call, signed, [settings.secret], settings.hashes);
}
