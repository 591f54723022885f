import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contentType } from '../../recordings/content-types.ts';
import { opens } from './cookie.ts';
import { deliver } from './deliver.ts';
import type { PlaybackDeps, PlaybackRequest } from './deps.ts';
import { createFinder } from './playable.ts';
import { redirect } from './redirect.ts';

/** Formats with a page of their own; files of others are for keeping. */
const WITH_PLAYER = ['presentation', 'video', 'screenshare'];
/** Where the nginx image has the directory of published recordings. */
const ACCEL_ROOT = '/static-resource';

/**
 * `/FORMAT/:record_id[/*path]`: a file of a recording, sent by this process or, with RECORDING_DELIVERY=accel, by
 * nginx on its word. False: there is no such file for this client; nothing was answered.
 */
export function createFileRoute(
  deps: PlaybackDeps,
): (request: PlaybackRequest, names: readonly string[], response: ServerResponse) => Promise<boolean> {
  const { config, files, now } = deps;
  const find = createFinder(deps);
  const byNginx = config.recordingDelivery === 'accel' && !config.s3Recording;

  const mayRead = (request: PlaybackRequest, recordId: string, format: string): boolean => {
    const { secretKeyBase: key } = config;
    const { cookie } = request.message.headers;
    return key !== undefined && opens(cookie, { recordId, format }, key, now());
  };

  return async (request, [format = '', recordId = '', ...path], response) => {
    const found = await find(request.host, recordId, format);
    if (found === undefined) return false;
    const closed = found.recording.protected && config.protectedRecordingsEnabled;
    if (closed && !mayRead(request, recordId, format)) return false;
    const headers: OutgoingHttpHeaders = {
      ...(!WITH_PLAYER.includes(format) && { 'content-disposition': 'attachment' }),
      // It may be protected, unpublished or replaced at any time, so a copy is asked about each time.
      'cache-control': closed ? 'private, no-cache' : 'no-cache',
    };
    if (byNginx) {
      const inner = `${ACCEL_ROOT}${receivedPath(request)}${queryOf(request)}`;
      response.writeHead(200, { ...headers, 'x-accel-redirect': inner, 'content-length': 0 }).end();
      return true;
    }
    const open = (name: readonly string[]) => files.open('published', format, recordId, name.join('/'));
    const file = isDirectory(request) ? await open([...path, INDEX]) : await open(path);
    if (file !== undefined) {
      const name = isDirectory(request) ? INDEX : (path.at(-1) ?? '');
      await deliver(request.message, response, file, { ...headers, 'content-type': contentType(name) });
      return true;
    }
    return await redirectToPage(request, await open([...path, INDEX]), response);
  };
}

const INDEX = 'index.html';

function isDirectory({ target }: PlaybackRequest): boolean {
  return target.received.endsWith('/');
}

/** A folder asked for without the slash at its end: links on its page are relative to it. */
async function redirectToPage(
  request: PlaybackRequest,
  page: { close(): Promise<void> } | undefined,
  response: ServerResponse,
): Promise<boolean> {
  await page?.close();
  if (page === undefined || isDirectory(request)) return false;
  const { prefix, target } = request;
  redirect(response, 301, `${prefix}${target.path}/${queryOf(request)}`);
  return true;
}

/** As the client sent it, since nginx decodes it once more. */
function receivedPath({ prefix, target }: PlaybackRequest): string {
  const { path, received } = target;
  return received.startsWith(prefix) ? received.slice(prefix.length) : path;
}

function queryOf({ target }: PlaybackRequest): string {
  return target.query === '' ? '' : `?${target.query}`;
}
