import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendText } from '../answer.ts';
import { unforeseen } from '../unforeseen.ts';
import type { PlaybackDeps, PlaybackRequest } from './deps.ts';
import { createNotFound } from './not-found.ts';
import { oldLink } from './old-links.ts';
import { decodedNames } from './paths.ts';
import { createPlayerRoute } from './player.ts';
import { createFileRoute } from './recording-file.ts';
import { createLinkRoute } from './recording-link.ts';
import { redirect } from './redirect.ts';

/** False: there is no such thing for this client; nothing was answered. */
type Route = (
  request: PlaybackRequest,
  names: readonly string[],
  response: ServerResponse,
) => Promise<boolean>;

type Playback = (request: PlaybackRequest) => ((response: ServerResponse) => Promise<void>) | undefined;

/**
 * What viewers of recordings ask for: links, files, the player and where old links lead. Undefined: the request is
 * none of these. What is missing and what is not for the client get the same page.
 */
export function createPlayback(deps: PlaybackDeps): Playback {
  const { config, log } = deps;
  if (config.recordingDisabled || deps.recordings === undefined) return () => undefined;
  const routes = tableOf(deps);
  const sendNotFound = createNotFound(config.defaultLocale, log);

  return (request) => {
    const { target, message } = request;
    // Asked of every call of the API, too, so no more is done than it takes to say no.
    const route = routes.get(firstName(target.path));
    if (route === undefined || !reads(message)) return undefined;
    const names = target.path.split('/').slice(1);
    const old = oldLink(slashed(target), target.query);
    if (old !== undefined)
      return async (response) => redirect(response, old.status, request.prefix + old.location);
    if (!route.takes(names)) return undefined;
    return async (response) => {
      try {
        const decoded = decodedNames(names);
        const answered = decoded !== undefined && (await route.answer(request, decoded, response));
        if (!answered) await sendNotFound(response);
        // The path alone: the query may hold a token.
        log.debug({ path: target.path, status: response.statusCode }, 'playback');
      } catch (error) {
        sendFailure(deps, error, response);
      }
    };
  };
}

interface Row {
  /** By the number of names in the path. */
  readonly takes: (names: readonly string[]) => boolean;
  readonly answer: Route;
}

/** By the first name of the path. */
function tableOf(deps: PlaybackDeps): ReadonlyMap<string, Row> {
  const file: Row = { takes: (names) => names.length >= 2, answer: createFileRoute(deps) };
  const link = createLinkRoute(deps);
  const player = deps.player && createPlayerRoute(deps.player);
  return new Map([
    ...deps.config.recordingPlaybackFormats.map((format) => [format, file] as const),
    [
      'recording',
      {
        takes: (names) => names.length === 3,
        answer: (request, [, ...names], response) => link(request, names, response),
      },
    ],
    ['playback', { takes: () => player !== undefined, answer: player ?? (async () => false) }],
  ]);
}

function firstName(path: string): string {
  const end = path.indexOf('/', 1);
  return end < 0 ? path.slice(1) : path.slice(1, end);
}

function reads({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Repeated slashes are one: a link must not lead to another host. */
function slashed({ path, received }: PlaybackRequest['target']): string {
  return received.endsWith('/') ? `${path}/` : path;
}

function sendFailure({ log }: PlaybackDeps, error: unknown, response: ServerResponse): void {
  unforeseen(log, error);
  if (response.headersSent) response.destroy();
  else sendText(response, 503, '<!DOCTYPE html><title>Not available right now</title>\n', 'text/html');
}
