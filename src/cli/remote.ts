import { isTokenText } from '../access/api-token.ts';
import { toRequest } from '../operations/http-request.ts';
import type { Operate } from '../operations/operation.ts';
import { CommandFailed, WRONG_USAGE } from './output.ts';
import { notThere, refusal, unreachable } from './remote-failure.ts';

/** A balancer somewhere else. */
export interface Remote {
  /** `https://sl.example.com`, with what a proxy may have put in front of the paths. */
  readonly url: string;
  readonly token: string | undefined;
}

const BASE = '/scalelite/api';
/** Ending the meetings of a whole pool takes its time. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Does operations at another balancer, through its admin API. Throws OperationFailed for what it refuses to
 * do, CommandFailed when it can't be asked.
 */
export function operateRemotely(remote: Remote, interrupted: () => AbortSignal): Operate {
  return async (row, input) => {
    const base = baseOf(remote.url);
    const { path, query, body } = toRequest(row, input);
    const token = tokenOf(remote);
    const answer = await ask(base, `${path}${query === '' ? '' : `?${query}`}`, {
      method: row.method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body ? JSON.stringify(body) : null,
      redirect: 'manual',
      signal: AbortSignal.any([interrupted(), AbortSignal.timeout(PATIENCE_MS)]),
    });
    const read = row.output.safeParse(answer);
    if (read.success) return read.data;
    throw notThere(base, 'answers what this version does not understand');
  };
}

/** Where the admin API of the balancer is, also when that was given. Throws CommandFailed. */
function baseOf(url: string): string {
  const plain = url.trim().replace(/\/+$/, '');
  if (!/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/i.test(plain) || !URL.canParse(plain)) {
    throw new CommandFailed(
      '--url takes the address of a balancer, such as https://sl.example.com',
      WRONG_USAGE,
    );
  }
  return plain.endsWith(BASE) ? plain : `${plain}${BASE}`;
}

/** What is no token is not shown: it may be another secret. */
function tokenOf({ token }: Remote): string {
  const text = token?.trim() ?? '';
  if (isTokenText(text)) return text;
  throw new CommandFailed(
    `${text === '' ? 'A token is missing' : 'What was given as token is none (it begins with slt_)'}: ` +
      'make one there with `scalelite tokens create`, and give it with --token or SCALELITE_TOKEN',
    WRONG_USAGE,
  );
}

async function ask(base: string, rest: string, init: RequestInit): Promise<unknown> {
  const { response, text } = await exchange(base, rest, init);
  const json = parse(text);
  if (response.ok && json !== undefined) return json;
  throw refusal(base, response, json);
}

async function exchange(
  base: string,
  rest: string,
  init: RequestInit,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(`${base}${rest}`, init);
    return { response, text: await response.text() };
  } catch (error) {
    throw unreachable(base, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
