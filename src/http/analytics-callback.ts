import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BbbError } from '../bbb/errors.ts';
import { verifyJwt } from '../bbb/jwt.ts';
import { MalformedQuery } from '../bbb/query.ts';
import { failed } from '../bbb/responses.ts';
import type { AnalyticsEvent } from '../callbacks/analytics.ts';
import type { Log } from '../cluster/log.ts';
import { type ClusterStore, StoreUnavailable } from '../cluster/ports.ts';
import type { Config } from '../config.ts';
import { sendText, sendXml } from './answer.ts';
import { createCallers } from './bbb/caller.ts';
import { readBody } from './body.ts';
import { bodyType, readForm } from './forms.ts';
import { answerServerCall, type ServerCallDeps } from './server-call.ts';

/** Where BBB servers tell what was going on in a meeting that is over. */
export const ANALYTICS_PATH = '/bigbluebutton/api/analytics_callback';

/** Hours with a thousand users come to some hundred KB. */
const MAX_BYTES = 10 * 1024 * 1024;

export interface AnalyticsCallbackDeps extends ServerCallDeps {
  readonly store: Pick<ClusterStore, 'servers' | 'tenants'>;
  readonly config: Config;
  /** Rejects with StoreUnavailable when it could be neither delivered nor kept. */
  readonly passOnAnalytics: (event: AnalyticsEvent) => Promise<void>;
  readonly newId: () => string;
}

/** Answered with a bare status. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 401 | 413;

  constructor(status: Refused['status']) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/**
 * Takes what a BBB server says of a meeting, and passes it on to the front-end of the meeting. Checks in this
 * order: the tenant of the host, the token, the body. 204 when it was passed on or nobody wants it, 503 when BBB
 * should say it again.
 */
export function createAnalyticsCallback(
  deps: AnalyticsCallbackDeps,
): (message: IncomingMessage, host: string | undefined, response: ServerResponse) => Promise<void> {
  const { servers, tenants } = deps.store;
  const callers = createCallers(deps.config, tenants);

  const take = async (message: IncomingMessage, host: string | undefined): Promise<void> => {
    const { caller } = await callers(host);
    const secrets = (await servers.list()).map(({ secret }) => secret);
    if (verifyJwt(bearerOf(message), secrets, 'HS512', Date.now()) === undefined) throw new Refused(401);
    const body = await readFields(message);
    await deps.passOnAnalytics({ id: deps.newId(), body, tenant: caller.tenant });
  };

  return (message, host, response) =>
    answerServerCall(
      deps,
      'analytics_callback',
      { message, response },
      {
        take: () => take(message, host),
        refuse: (error) => sendFailure(deps.log, response, error),
      },
    );
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** Of a form or, whatever its type says, of JSON. */
async function readFields(message: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const type = bodyType(message.headers['content-type']);
  if (type === 'urlencoded' || type === 'multipart') {
    const { params } = await readForm(message, type);
    return Object.fromEntries(params.map(({ name, value }) => [name, value ?? '']));
  }
  const bytes = await readBody(message, MAX_BYTES);
  if (bytes === undefined) throw new Refused(413);
  const value = isUtf8(bytes) ? parsed(bytes.toString()) : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused(400);
  return { ...value };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns what the log calls it. */
function sendFailure(log: Log, response: ServerResponse, error: unknown): string {
  if (error instanceof BbbError) {
    sendXml(response, failed(error));
    return error.key;
  }
  const status = statusOf(error);
  if (status === 503) log.error({ reason: String(error) }, 'analytics could be neither passed on nor kept');
  if (status === 500) log.error({ err: error }, 'analytics could not be taken');
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  sendText(response, status, '', 'text/html');
  return String(status);
}

function statusOf(error: unknown): number {
  if (error instanceof Refused) return error.status;
  if (error instanceof MalformedQuery) return 400;
  return error instanceof StoreUnavailable ? 503 : 500;
}
