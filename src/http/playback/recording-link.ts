import type { ServerResponse } from 'node:http';
import { MalformedQuery, parseQuery } from '../../bbb/query.ts';
import { createOrigins } from '../origin.ts';
import { type Playable, playbackCookie } from './cookie.ts';
import type { PlaybackDeps, PlaybackRequest } from './deps.ts';
import { createFinder } from './playable.ts';

const TOKEN = /^[0-9a-f]{64}$/;

/**
 * `/recording/:record_id/:format[?token=]`: sends the viewer on to the format's own address; for a protected
 * recording only with a token, which is spent by it, and with a cookie that opens the files there. False: there is
 * no such recording for this client; nothing was answered.
 */
export function createLinkRoute(
  deps: PlaybackDeps,
): (request: PlaybackRequest, names: readonly string[], response: ServerResponse) => Promise<boolean> {
  const { config, store, now } = deps;
  const find = createFinder(deps);
  const originOf = createOrigins(config);

  const isOpenedBy = async ({ message, target }: PlaybackRequest, wanted: Playable): Promise<boolean> => {
    const token = tokenOf(target.query);
    if (token === undefined) return false;
    const fits = (value: Playable | undefined): boolean =>
      value?.recordId === wanted.recordId && value.format === wanted.format;
    // One that is for another recording is left to it, and who only looks where a link leads spends none.
    if (!fits(await store.tokens.peek(token))) return false;
    return message.method === 'HEAD' || fits(await store.tokens.take(token));
  };

  const setCookie = ({ message, prefix }: PlaybackRequest, playable: Playable, response: ServerResponse) => {
    const { secretKeyBase: key, protectedRecordingsTimeoutMs: lifetime } = config;
    // Without a key nothing is checked either: protection is off.
    if (key === undefined || message.method === 'HEAD') return;
    const options = { key, lifetime, now: now(), prefix, userAgent: message.headers['user-agent'] };
    response.setHeader('set-cookie', playbackCookie(playable, options));
  };

  return async (request, [recordId = '', name = ''], response) => {
    const playable = { recordId, format: name };
    const found = await find(request.host, recordId, name);
    if (found === undefined) return false;
    if (found.recording.protected) {
      if (!(await isOpenedBy(request, playable))) return false;
      setCookie(request, playable, response);
    }
    response.writeHead(307, {
      location: `${originOf(request.message)}${request.prefix}${found.format.url}`,
      'content-length': 0,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    response.end();
    return true;
  };
}

function tokenOf(query: string): string | undefined {
  try {
    const token = parseQuery(query).findLast(({ name }) => name === 'token')?.value;
    return token !== undefined && TOKEN.test(token) ? token : undefined;
  } catch (error) {
    if (error instanceof MalformedQuery) return undefined;
    throw error;
  }
}
