const MASK = '*****';

/** How much of a value may be shown: all; all but the password in a URL; nothing. */
export type Secrecy = 'open' | 'url' | 'secret';

/** The value as it may be printed, on one line. */
export function masked(value: string, secrecy: Secrecy): string {
  if (secrecy === 'secret') return value === '' ? '' : MASK;
  return oneLine(secrecy === 'url' ? withoutPassword(value) : value);
}

function oneLine(value: string): string {
  const line = value.replace(/\p{Cc}+/gu, ' ');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}

/** Everything between the scheme and the last `@` may hold the password, and `?password=` does. */
function withoutPassword(url: string): string {
  const { scheme = '', rest = '' } =
    /^(?<scheme>[a-z][a-z0-9+.-]*:(?:\/\/)?)?(?<rest>.*)$/is.exec(url)?.groups ?? {};
  const at = rest.lastIndexOf('@');
  const user = /^[^:@/?#]*(?=:)/.exec(rest)?.[0];
  const place = at < 0 ? rest : `${user === undefined ? '' : `${user}:`}${MASK}@${rest.slice(at + 1)}`;
  return scheme + place.replace(/([?&][^=&]*pass[^=&]*=)[^&]*/gi, `$1${MASK}`);
}
