import { Agent, errors, request } from 'undici';
import { reason } from '../cluster/reasons.ts';
import {
  type Get,
  originOf,
  type Post,
  type PostAnswer,
  type Sender,
  SendFailure,
} from '../cluster/sender.ts';
import { type AddressGuard, createAddressGuard, FORBIDDEN } from './addresses.ts';
import { createDeadline } from './deadline.ts';
import { type Hop, redirected } from './redirect.ts';

export interface SenderOptions {
  readonly connectTimeoutMs: number;
  /** For a whole exchange that says nothing of its own. */
  readonly timeoutMs: number;
  /** How often an answer may send a request on; default: never. */
  readonly redirects?: number;
  /** What may be called; default: all but link-local addresses. */
  readonly guard?: AddressGuard;
}

/** Of an answer no more is read: nobody needs it, and who answers may be anybody. */
const MOST_BYTES = 64 * 1024;
/** Per receiver; how many are begun is bounded by the callers. */
const CONNECTIONS = 16;

/** Tells others than BBB servers something, by HTTP. */
export function createSender(options: SenderOptions): Sender & { close(): Promise<void> } {
  const { redirects = 0, guard = createAddressGuard({ denyPrivate: false }) } = options;
  const agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: options.connectTimeoutMs, lookup: guard.lookup },
  });

  /** Undefined: it may be called. */
  const objection = (url: string): string | undefined => {
    if (originOf(url) === undefined) return reason('noUrl', {});
    return guard.isForbiddenHost(new URL(url).hostname) ? reason('notCalled', {}) : undefined;
  };

  async function exchange(first: Hop, body: string | null, signal: AbortSignal): Promise<PostAnswer> {
    for (let hop = first, left = redirects; ; left--) {
      const { url, method, headers } = hop;
      const sent = { method, headers: withCredentials(url, headers), body, dispatcher: agent, signal };
      const answer = await request(url, sent);
      const next = left > 0 ? redirected(hop, answer.statusCode, answer.headers['location']) : undefined;
      const read = await beginningOf(answer.body);
      if (next === undefined) return { status: answer.statusCode, body: read };
      if (objection(next) !== undefined)
        throw new SendFailure(reason('answeredElsewhere', { status: answer.statusCode }));
      hop = { ...hop, url: next };
    }
  }

  async function send(wanted: Get, method: Hop['method'], body: string | null): Promise<PostAnswer> {
    const { url, headers, timeoutMs = options.timeoutMs, signal } = wanted;
    const against = objection(url);
    if (against !== undefined) throw new SendFailure(against, { forGood: true });
    const deadline = createDeadline(timeoutMs, signal);
    try {
      return await exchange({ method, url, headers }, body, deadline.signal);
    } catch (error) {
      throw error instanceof SendFailure ? error : new SendFailure(reasonOf(error, deadline.late));
    } finally {
      deadline.clear();
    }
  }

  return {
    post: (wanted: Post) => send(wanted, 'POST', wanted.body),
    get: (wanted) => send(wanted, 'GET', null),
    mayCall: (url) => objection(url) === undefined,
    close: () => agent.destroy(),
  };
}

/** A name and password in an address are told as browsers do; a token of the caller's own goes first. */
function withCredentials(url: string, headers: Hop['headers']): Hop['headers'] {
  const { username, password } = new URL(url);
  if ((username === '' && password === '') || headers['authorization'] !== undefined) return headers;
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { ...headers, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** A percent sign that begins nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop cuts the connection: a receiver that talks for ever is not listened to.
    if (size >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString();
}

/** Without the driver's own words: they name addresses. */
function reasonOf(error: unknown, late: boolean): string {
  if (late) return reason('late', {});
  if (error instanceof errors.HTTPParserError) return reason('answerNotHttp', {});
  const code = codeOf(error);
  const known = REASONS[code];
  if (known !== undefined) return known;
  return code === '' ? reason('broken', {}) : reason('connectionFailed', { code });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: reason('connectionRefused', {}),
  ENOTFOUND: reason('noHost', {}),
  EAI_AGAIN: reason('noNameServer', {}),
  UND_ERR_CONNECT_TIMEOUT: reason('noConnection', {}),
  ETIMEDOUT: reason('noConnection', {}),
  ECONNRESET: reason('closed', {}),
  UND_ERR_SOCKET: reason('closed', {}),
  UND_ERR_DESTROYED: reason('stopping', {}),
  UND_ERR_CLOSED: reason('stopping', {}),
  UND_ERR_INVALID_ARG: reason('unsendable', {}),
  [FORBIDDEN]: reason('notCalled', {}),
};

/** Of several addresses tried, the first one's tells. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
