import type { IncomingMessage, ServerResponse } from 'node:http';
import { BbbError } from '../bbb/errors.ts';
import { encodeParams, lastValue, MalformedQuery, type Params, parseQuery } from '../bbb/query.ts';
import type { EndCall } from '../callbacks/meeting-ended.ts';
import { readEndNotice } from '../cluster/end-notice.ts';
import { ABOUT } from '../cluster/end-params.ts';
import type { Log } from '../cluster/log.ts';
import { createOwnSignature } from '../cluster/own-signature.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import type { Config } from '../config.ts';
import { sendText } from './answer.ts';
import { hasBody } from './body.ts';
import { bodyType, readForm } from './forms.ts';
import { answerServerCall, type ServerCallDeps } from './server-call.ts';

/** What BBB says beside our own word is a few letters; all of it goes to the front-end. */
const MOST_SAID = 4096;

export interface MeetingEndedDeps extends ServerCallDeps {
  readonly config: Pick<Config, 'secretKeyBase' | 'secrets'>;
  /** Rejects with StoreUnavailable when the front-end could be neither told nor remembered. */
  readonly takeMeetingEnd: (call: EndCall) => Promise<void>;
}

/** Answered with a bare status. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 403;

  constructor(status: Refused['status']) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/**
 * Takes the word of a BBB server that a meeting is over, at the URL that its create set. Whose host it comes by is not
 * looked at: the URL is signed and says which meeting. 204 when it was taken, 403 when the URL is none of ours, 503
 * when BBB should say it again.
 */
export function createMeetingEndedCallback(
  deps: MeetingEndedDeps,
): (message: IncomingMessage, query: string, response: ServerResponse) => Promise<void> {
  const signature = createOwnSignature(deps.config);

  const take = async (message: IncomingMessage, query: string): Promise<void> => {
    const said = await readParams(message, query);
    const word = lastValue(said, ABOUT) ?? '';
    const notice = signature && readEndNotice(signature, word);
    if (notice === undefined) throw new Refused(403);
    const params = said.filter(({ name }) => name !== ABOUT);
    if (encodeParams(params).length > MOST_SAID) throw new Refused(400);
    await deps.takeMeetingEnd({ word, notice, params });
  };

  const refuse = (response: ServerResponse, error: unknown): string => {
    const status = statusOf(deps.log, error);
    sendText(response, status, '', 'text/html');
    return String(status);
  };

  return (message, query, response) =>
    answerServerCall(
      deps,
      'meeting_ended_callback',
      { message, response },
      {
        take: () => take(message, query),
        refuse: (error) => refuse(response, error),
      },
    );
}

/** BBB comes with GET; who uses POST may say the rest in a form. */
async function readParams(message: IncomingMessage, query: string): Promise<Params> {
  const params = parseQuery(query);
  if (message.method !== 'POST' || !(await hasBody(message))) return params;
  const type = bodyType(message.headers['content-type']);
  if (type !== 'urlencoded' && type !== 'multipart') return params;
  return [...params, ...(await readForm(message, type)).params];
}

function statusOf(log: Log, error: unknown): number {
  if (error instanceof Refused) return error.status;
  if (error instanceof MalformedQuery || error instanceof BbbError) return 400;
  if (error instanceof StoreUnavailable) {
    log.error({ reason: error.message }, 'the end of a meeting could be neither passed on nor kept');
    return 503;
  }
  log.error({ err: error }, 'the end of a meeting could not be taken');
  return 500;
}
