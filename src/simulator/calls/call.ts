import { BbbError } from '../../bbb/errors.ts';
import type { Params } from '../../bbb/query.ts';
import { failed, success } from '../../bbb/responses.ts';
import { type Xml, xml } from '../../bbb/xml.ts';
import type { BodyKind } from '../body.ts';
import type { ServerState } from '../server-state.ts';

export interface CallContext {
  readonly state: ServerState;
  /** Of the query and of a form body. */
  readonly params: Params;
  /** Of this server as the caller wrote it, e.g. `http://127.0.0.1:18001`; no slash at the end. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `SUCCESS`, or the messageKey of a failure: for the request log. */
  readonly outcome: string;
}

/** One operation of BBB's API. */
export interface BbbCall {
  readonly methods: readonly ('GET' | 'POST')[];
  /** The bodies a POST may have. */
  readonly bodies: readonly BodyKind[];
  /** Throws BbbError for a FAILED answer. */
  answer(context: CallContext): Answer;
}

const XML_HEADERS = { 'content-type': 'text/xml;charset=utf-8', 'cache-control': 'no-cache' };
const HTML_HEADERS = { 'content-type': 'text/html;charset=utf-8', 'cache-control': 'no-cache' };

/** SUCCESS; `fields` follow the returncode. */
export function succeed(fields: Xml): Answer {
  return { status: 200, headers: XML_HEADERS, body: success(xml`${fields}\n`), outcome: 'SUCCESS' };
}

export function fail(error: BbbError): Answer {
  return { status: 200, headers: XML_HEADERS, body: failed(error), outcome: error.key };
}

export function html(status: number, page: Xml): Answer {
  const body = `<!doctype html>\n${page}\n`;
  return { status, headers: HTML_HEADERS, body, outcome: status < 400 ? 'SUCCESS' : `HTTP ${status}` };
}

export function redirect(location: string): Answer {
  return { status: 302, headers: { ...HTML_HEADERS, location }, body: '', outcome: 'SUCCESS' };
}

/** The answer of a call, its failure included. Whatever is no BbbError is a defect of the simulator's. */
export function run(call: BbbCall, context: CallContext): Answer {
  try {
    return call.answer(context);
  } catch (error) {
    if (error instanceof BbbError) return fail(error);
    throw error;
  }
}
