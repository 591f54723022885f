import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contentType } from '../../recordings/content-types.ts';
import { createCloudfront } from './cloudfront.ts';
import { opens, type Playable } from './cookie.ts';
import { deliver } from './deliver.ts';
import type { PlaybackDeps, PlaybackRequest } from './deps.ts';
import { createFinder, type Found } from './playable.ts';
import { redirect } from './redirect.ts';

/** Formats with a page of their own; files of others are for keeping. */
const WITH_PLAYER = ['presentation', 'video', 'screenshare'];
/** Where the nginx image has the directory of published recordings. */
const ACCEL_ROOT = '/static-resource';
const INDEX = 'index.html';

/** A file that this client may have; its names are decoded and lead nowhere else. */
interface Wanted {
  readonly request: PlaybackRequest;
  readonly playable: Playable;
  readonly path: readonly string[];
  /** Of every answer with content. */
  readonly headers: OutgoingHttpHeaders;
}

/** False: there is no such file; nothing was answered. */
type Send = (wanted: Wanted, response: ServerResponse) => Promise<boolean>;

/**
 * `/FORMAT/:record_id[/*path]`: a file of a recording, sent by this process or, with RECORDING_DELIVERY=accel, by
 * nginx on its word; a page by CloudFront when it is there. False: there is no such file for this client; nothing
 * was answered.
 */
export function createFileRoute(
  deps: PlaybackDeps,
): (request: PlaybackRequest, names: readonly string[], response: ServerResponse) => Promise<boolean> {
  const { config, now } = deps;
  const find = createFinder(deps);
  const isByNginx = config.recordingDelivery === 'accel' && !config.s3Recording;
  const send = isByNginx ? sendByNginx : sendFrom(deps);

  const isClosed = ({ recording }: Found): boolean =>
    recording.protected && config.protectedRecordingsEnabled;
  const hasCookie = ({ message }: PlaybackRequest, playable: Playable): boolean =>
    config.secretKeyBase !== undefined &&
    opens(message.headers.cookie, playable, config.secretKeyBase, now());

  return async (request, [format = '', recordId = '', ...path], response) => {
    const playable = { format, recordId };
    const found = await find(request.host, recordId, format);
    if (found === undefined || (isClosed(found) && !hasCookie(request, playable))) return false;
    const headers = {
      ...(!WITH_PLAYER.includes(format) && { 'content-disposition': 'attachment' }),
      // It may be protected, unpublished or replaced at any time, so a copy is asked about each time.
      'cache-control': isClosed(found) ? 'private, no-cache' : 'no-cache',
    };
    return await send({ request, playable, path, headers }, response);
  };
}

/** The path goes as it came: nginx decodes it once more. */
async function sendByNginx({ request, headers }: Wanted, response: ServerResponse): Promise<boolean> {
  const { prefix, target } = request;
  const path = target.received.startsWith(prefix) ? target.received.slice(prefix.length) : target.path;
  const inner = `${ACCEL_ROOT}${path}${queryOf(request)}`;
  response.writeHead(200, { ...headers, 'x-accel-redirect': inner, 'content-length': 0 }).end();
  return true;
}

function sendFrom({ files, config, now }: PlaybackDeps): Send {
  const cloudfront = createCloudfront(config);
  const open = ({ format, recordId }: Playable, names: readonly string[]) =>
    files.open('published', format, recordId, names.join('/'));

  return async (wanted, response) => {
    const { request, playable, path, headers } = wanted;
    const names = isDirectory(request) ? [...path, INDEX] : path;
    const file = await open(playable, names);
    if (file === undefined) {
      if (isDirectory(request)) return false;
      const page = await open(playable, [...path, INDEX]);
      await page?.close();
      return page !== undefined && redirectToPage(request, response);
    }
    const name = names.at(-1) ?? '';
    if (cloudfront === undefined || !/\.html?$/i.test(name)) {
      await deliver(request.message, response, file, { ...headers, 'content-type': contentType(name) });
      return true;
    }
    await file.close();
    const browser = { userAgent: request.message.headers['user-agent'], now: now() };
    const { location, cookies } = cloudfront.admit(
      playable,
      names.map(encodeURIComponent).join('/'),
      browser,
    );
    response.setHeader('set-cookie', cookies);
    redirect(response, 307, location);
    return true;
  };
}

function isDirectory({ target }: PlaybackRequest): boolean {
  return target.received.endsWith('/');
}

/** A folder asked for without the slash at its end: links on its page are relative to it. */
function redirectToPage(request: PlaybackRequest, response: ServerResponse): true {
  redirect(response, 301, `${request.prefix}${request.target.path}/${queryOf(request)}`);
  return true;
}

function queryOf({ target }: PlaybackRequest): string {
  return target.query === '' ? '' : `?${target.query}`;
}
