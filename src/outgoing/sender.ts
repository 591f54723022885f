import { Agent, errors, request } from 'undici';
import { originOf, type Post, type PostAnswer, type Sender, SendFailure } from '../cluster/sender.ts';
import { FORBIDDEN, guardedLookup, isForbiddenHost } from './addresses.ts';
import { createDeadline } from './deadline.ts';

export interface SenderOptions {
  readonly connectTimeoutMs: number;
  /** For a whole exchange that says nothing of its own. */
  readonly timeoutMs: number;
}

const NOT_CALLED = 'addresses of this kind are not called';
/** Of an answer no more is read: nobody needs it, and who answers may be anybody. */
const MOST_BYTES = 64 * 1024;
/** Per receiver; how many are begun is bounded by the callers. */
const CONNECTIONS = 16;

/** Tells others than BBB servers something, by HTTP. */
export function createSender(options: SenderOptions): Sender & { close(): Promise<void> } {
  const agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: options.connectTimeoutMs, lookup: guardedLookup() },
  });

  async function exchange(post: Post, signal: AbortSignal): Promise<PostAnswer> {
    const { url, headers, body } = post;
    const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal });
    return { status: answer.statusCode, body: await beginningOf(answer.body) };
  }

  return {
    async post(post) {
      if (originOf(post.url) === undefined) throw new SendFailure('no http(s) URL', { forGood: true });
      if (isForbiddenHost(new URL(post.url).hostname)) throw new SendFailure(NOT_CALLED, { forGood: true });
      const deadline = createDeadline(post.timeoutMs ?? options.timeoutMs, post.signal);
      try {
        return await exchange(post, deadline.signal);
      } catch (error) {
        throw new SendFailure(reasonOf(error, deadline.late));
      } finally {
        deadline.clear();
      }
    },
    close: () => agent.destroy(),
  };
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
  if (late) return 'no answer in time';
  if (error instanceof errors.HTTPParserError) return 'the answer is no HTTP';
  const code = codeOf(error);
  return REASONS[code] ?? (code === '' ? 'the connection broke' : `the connection failed (${code})`);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'no name server answers',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ETIMEDOUT: 'no connection in time',
  ECONNRESET: 'connection closed before an answer',
  UND_ERR_SOCKET: 'connection closed before an answer',
  UND_ERR_DESTROYED: 'the process is stopping',
  UND_ERR_CLOSED: 'the process is stopping',
  UND_ERR_INVALID_ARG: 'the request can not be sent',
  [FORBIDDEN]: NOT_CALLED,
};

/** Of several addresses tried, the first one's tells. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
