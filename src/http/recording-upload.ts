import type { IncomingMessage, ServerResponse } from 'node:http';
import { verifyJwt } from '../bbb/jwt.ts';
import type { Log } from '../cluster/log.ts';
import { type ServerStore, StoreUnavailable } from '../cluster/ports.ts';
import type { Config } from '../config.ts';
import type { Received, Spool } from '../recordings/import-ports.ts';
import { isFolderName } from '../recordings/names.ts';
import { sendRest } from './admin/send.ts';

export const UPLOAD_PATH = '/scalelite/api/recordings/upload';

export interface UploadDeps {
  readonly store: { readonly servers: Pick<ServerStore, 'list'> };
  /** Where tars wait for the importer; undefined: recordings are disabled. */
  readonly spool: Pick<Spool, 'receive'> | undefined;
  readonly config: Pick<Config, 'recordingMaxBytes'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;
}

/** A token that never ran out would open the door for ever to whoever finds it. */
const LONGEST_LIFE_S = 24 * 3600;
/** For a client that reads no answer before it has sent all. */
const DRAIN_MS = 2000;
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * Takes the tar of a recording from a BBB server, which has no spool directory in common with us: the body is
 * the tar, the bearer token an HS256 JWT of `record_id` and `exp`, signed with the server's secret.
 */
export function createRecordingUpload(
  deps: UploadDeps,
): (message: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (message, response) => {
    const answer = await take(deps, message).catch((error: unknown) => failed(deps, message, error));
    if (answer === undefined) return void response.destroy();
    sendRest(response, { ...answer, headers: headersOf(answer.status) });
    if (message.complete) return;
    const giveUp = setTimeout(() => message.destroy(), DRAIN_MS);
    message.once('close', () => clearTimeout(giveUp));
  };
}

async function take(deps: UploadDeps, message: IncomingMessage): Promise<Answer> {
  const { spool, config, log } = deps;
  if (message.method !== 'POST') return refuse(405, 'An upload is a POST');
  if (spool === undefined) return refuse(403, 'Recordings are disabled here');
  const sender = await senderOf(deps, message.headers.authorization);
  if (sender === undefined) return refuse(401, 'The token is missing, wrong or has run out');
  const { recordId, server } = sender;
  if (!isFolderName(recordId)) return refuse(400, 'The token names no recording (record_id)');
  if (Number(message.headers['content-length'] ?? 0) > config.recordingMaxBytes) return tooLarge(config);
  // The answer goes over the same connection.
  const content = message.iterator({ destroyOnReturn: false });
  const received = await spool.receive(`${recordId}.tar`, content, config.recordingMaxBytes);
  log.info({ recording: recordId, server, outcome: received.kind }, 'an upload of a recording was answered');
  return answerOf(received, recordId, config);
}

function answerOf(received: Received, recordId: string, config: UploadDeps['config']): Answer {
  if (received.kind === 'tooLarge') return tooLarge(config);
  if (received.kind === 'taken') return refuse(409, 'A tar of this recording waits for its import already');
  return { status: 201, body: { record_id: recordId, bytes: received.tar.size } };
}

/** Undefined: nobody we know. */
async function senderOf(
  { store, now }: UploadDeps,
  authorization: string | undefined,
): Promise<{ readonly recordId: string; readonly server: string } | undefined> {
  const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  for (const { id, secret } of await store.servers.list()) {
    const claims = verifyJwt(token, [secret], 'HS256', now());
    if (claims === undefined) continue;
    const { exp, record_id: recordId } = claims;
    if (typeof exp !== 'number' || exp > now() / 1000 + LONGEST_LIFE_S) return undefined;
    return { server: id, recordId: typeof recordId === 'string' ? recordId : '' };
  }
  return undefined;
}

function refuse(status: number, error: string): Answer {
  return { status, body: { error } };
}

function tooLarge({ recordingMaxBytes }: UploadDeps['config']): Answer {
  return refuse(413, `A recording may have ${recordingMaxBytes} bytes (RECORDING_MAX_BYTES)`);
}

/** Undefined: nobody is there any more to be told. */
function failed({ log }: UploadDeps, message: IncomingMessage, error: unknown): Answer | undefined {
  if (message.destroyed && !message.complete) {
    log.warn({}, 'an upload of a recording broke off');
    return undefined;
  }
  if (error instanceof StoreUnavailable) {
    log.error({ reason: error.message }, 'an upload could not be taken: the state store does not answer');
    return refuse(503, 'The state store does not answer; try again later');
  }
  log.error({ err: error }, 'an upload could not be taken');
  const isFull = error instanceof Error && 'code' in error && NO_ROOM.includes(String(error.code));
  return isFull
    ? refuse(507, 'There is no room for it; try again later')
    : refuse(500, 'It could not be taken; the log tells why');
}

function headersOf(status: number): Readonly<Record<string, string>> {
  return {
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(status === 405 && { allow: 'POST' }),
  };
}
