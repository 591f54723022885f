import type { ServerResponse } from 'node:http';
import { MalformedQuery, parseQuery } from '../../bbb/query.ts';
import { createOrigins } from '../origin.ts';
import { playbackCookie } from './cookie.ts';
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

  const spend = async (query: string, recordId: string, format: string): Promise<boolean> => {
    const token = tokenOf(query);
    if (token === undefined) return false;
    const fits = (value: { recordId: string; format: string } | undefined): boolean =>
      value?.recordId === recordId && value.format === format;
    // One that is for another recording is left to it.
    return fits(await store.tokens.peek(token)) && fits(await store.tokens.take(token));
  };

  return async (request, [recordId = '', name = ''], response) => {
    const { message, host, prefix, target } = request;
    const found = await find(host, recordId, name);
    if (found === undefined) return false;
    if (found.recording.protected) {
      if (!(await spend(target.query, recordId, name))) return false;
      const { secretKeyBase: key, protectedRecordingsTimeoutMs: lifetime } = config;
      const userAgent = message.headers['user-agent'];
      // Without a key nothing is checked either: protection is off.
      if (key !== undefined) {
        const options = { key, lifetime, now: now(), prefix, userAgent };
        response.setHeader('set-cookie', playbackCookie({ recordId, format: name }, options));
      }
    }
    response.writeHead(307, {
      location: `${originOf(message)}${prefix}${found.format.url}`,
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
