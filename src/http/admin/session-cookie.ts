import type { IncomingMessage } from 'node:http';
import { LONGEST_MS } from '../../access/session.ts';

const NAME = 'scalelite_session';
/** It is sent nowhere else: playback and the BBB API never see it. */
const PATH = '/scalelite/api';

/** What the browser keeps of its session; undefined: it brings none. */
export function sessionTextOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1) || undefined;
}

/** The Set-Cookie header that begins a session; the server ends it before the browser forgets it. */
export function sessionCookie(text: string, secure: boolean): string {
  return cookie(text, LONGEST_MS / 1000, secure);
}

/** The one that lets the browser forget it. */
export function endedCookie(secure: boolean): string {
  return cookie('', 0, secure);
}

function cookie(text: string, seconds: number, secure: boolean): string {
  const parts = [`${NAME}=${text}`, `Path=${PATH}`, `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}
