import { signJwt, verifyJwt } from '../../bbb/jwt.ts';
import { mishandlesNone } from './same-site.ts';

/** One format of a recording: both names are fit for folders, so for cookies and paths, too. */
export interface Playable {
  readonly recordId: string;
  readonly format: string;
}

export interface CookieOptions {
  /** SECRET_KEY_BASE. */
  readonly key: string;
  /** Milliseconds. */
  readonly lifetime: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What stands in front of the paths of this installation; '' as a rule. */
  readonly prefix: string;
  readonly userAgent: string | undefined;
}

function pathOf({ recordId, format }: Playable): string {
  return `/${format}/${recordId}`;
}

function nameOf({ recordId, format }: Playable): string {
  return `recording_${format}_${recordId}`;
}

/** The Set-Cookie header that opens the files of a protected recording. */
export function playbackCookie(playable: Playable, options: CookieOptions): string {
  const { key, lifetime, now, prefix, userAgent } = options;
  const sub = pathOf(playable);
  const token = signJwt({ sub, exp: Math.floor((now + lifetime) / 1000) }, key, 'HS256');
  const parts = [
    `${nameOf(playable)}=${token}`,
    `Path=${prefix}${sub}`,
    `Max-Age=${Math.floor(lifetime / 1000)}`,
    `Expires=${new Date(now + lifetime).toUTCString()}`,
    'Secure',
    'HttpOnly',
  ];
  // The recording is shown inside of the pages of others.
  return [...parts, ...(mishandlesNone(userAgent) ? [] : ['SameSite=None'])].join('; ');
}

/** Whether a Cookie header holds one that opens this recording in this format. */
export function opens(header: string | undefined, playable: Playable, key: string, now: number): boolean {
  return valuesOf(header, nameOf(playable)).some((token) => {
    const claims = verifyJwt(token, [key], 'HS256', now);
    return claims?.['sub'] === pathOf(playable) && claims['exp'] !== undefined;
  });
}

/** A browser may send several of one name: those of other paths and domains. */
function valuesOf(header: string | undefined, name: string): string[] {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}
