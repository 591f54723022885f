import type { Values } from '../i18n/translate.ts';
import { addresses, type CallName, type Input, type Output } from './calls.ts';
import { type Problem, problemsIn, valuesIn } from './problem.ts';
import { type Prepared, prepare } from './request.ts';

/** What the server refused, or that it did not answer (status 0). The message is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The server's name for what it refused; empty: it has none. */
  readonly code: string;
  readonly values: Values;
  readonly problems: readonly Problem[];

  /** `message`: empty where none was told. `answer`: what the server said, if it did. */
  constructor(status: number, message: string, { answer, cause }: { answer?: unknown; cause?: unknown }) {
    super(message, { cause });
    const { code, values } = Object(answer);
    this.status = status;
    this.code = typeof code === 'string' ? code : '';
    this.values = valuesIn(values);
    this.problems = problemsIn(answer);
  }
}

/** Hears of every 401: the session is over. */
type Unauthorized = () => void;
let whenUnauthorized: Unauthorized = () => {};

export function onUnauthorized(listener: Unauthorized): void {
  whenUnauthorized = listener;
}

/** Does one of the server's operations. Throws ApiError. */
export async function call<Name extends CallName>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Promise<Output<Name>> {
  const answer = await send(prepare(addresses[name], input), signal);
  if (answer.status === 401) whenUnauthorized();
  return await read<Output<Name>>(answer);
}

export interface Session {
  readonly name: string;
  readonly scope: 'read' | 'operate' | 'admin';
}

export type Credentials = { readonly token: string } | { readonly user: string; readonly password: string };

const SESSION = '/scalelite/api/session';

/** Who is signed in; undefined: nobody. Throws ApiError. */
export async function readSession(signal?: AbortSignal): Promise<Session | undefined> {
  const answer = await send({ url: SESSION, method: 'GET', body: undefined }, signal);
  return answer.status === 401 ? undefined : await read<Session>(answer);
}

export async function signIn(credentials: Credentials): Promise<Session> {
  return await read<Session>(await send({ url: SESSION, method: 'POST', body: JSON.stringify(credentials) }));
}

export async function signOut(): Promise<void> {
  await read(await send({ url: SESSION, method: 'DELETE', body: undefined }));
}

async function send({ url, method, body }: Prepared, signal?: AbortSignal): Promise<Response> {
  // Without the header no session changes anything: pages of others can't send it.
  const headers = {
    'x-requested-by': 'dashboard',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  try {
    return await fetch(url, {
      method,
      headers,
      cache: 'no-store',
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'The server does not answer', { cause: error });
  }
}

/** The server's own rows make its answers: they are taken as these say. */
async function read<T>(answer: Response): Promise<T> {
  const body = await answer.json().catch(() => undefined);
  // A page of a proxy, to sign in there, say, is an answer too, but none of the server's.
  if (answer.ok && body !== undefined) return body;
  const message = typeof body?.error === 'string' ? body.error : '';
  throw new ApiError(answer.status, message, { answer: body });
}
