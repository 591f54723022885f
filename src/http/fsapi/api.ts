import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BbbError } from '../../bbb/errors.ts';
import { lastValue, MalformedQuery, type Params, parseQuery } from '../../bbb/query.ts';
import type { Log } from '../../cluster/log.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import type { Config } from '../../config.ts';
import { noteCall } from '../../telemetry/request.ts';
import type { RequestCounter } from '../../telemetry/requests.ts';
import { sendText } from '../answer.ts';
import { bodyType, readForm } from '../forms.ts';
import { unforeseen } from '../unforeseen.ts';
import { callerName } from './caller-name.ts';
import { askAgain, askForPin, bridge, type MenuLimits, notFound } from './dialplan.ts';
import { createGuessGuard, type GuessGuard } from './guesses.ts';

export interface FsapiDeps {
  readonly store: { readonly meetings: Pick<ClusterStore['meetings'], 'locateNumber'> };
  readonly config: Config;
  /** Counts what became of the questions. */
  readonly requests: RequestCounter;
  readonly log: Log;
}

export const FSAPI_PATH = '/fsapi';

/** BBB gives breakout rooms the number of their meeting and one digit more. */
const SHORTEST_MEETING_PIN = 5;

/**
 * Dial-in: tells FreeSWITCH (mod_xml_curl) what to do with a call. It asks for a PIN first, and with that comes
 * again; the call then goes on to the server of the PIN's meeting.
 */
export function createFsapi(
  deps: FsapiDeps,
  guesses: GuessGuard = createGuessGuard(Date.now),
): (message: IncomingMessage, query: string, response: ServerResponse) => Promise<void> {
  const { config, store, log } = deps;
  const limits: MenuLimits = {
    minDigits: config.voiceBridgeMin,
    maxDigits: config.voiceBridgeMax,
    maxSeconds: config.fsapiMaxDuration * 60,
  };

  async function connect(params: Params, destination: string, pin: string): Promise<Reply> {
    const caller = lastValue(params, 'Caller-Caller-ID-Number') ?? '';
    const found = await store.meetings.locateNumber(numbersOf(pin));
    const host = found && hostOf(found.server.url);
    // Counted before it is held back: of many that come at once each is held back for those before it.
    const heldBackMs = guesses.delay(caller);
    if (host === undefined) guesses.wrong(caller);
    await sleep(heldBackMs);
    if (found && host !== undefined) {
      const call = { meetingId: found.meeting.id, callerName: callerName(params), pin, host };
      return { outcome: 'bridged', document: bridge(destination, call) };
    }
    return { outcome: 'wrong PIN', document: askAgain(destination, limits) };
  }

  async function reply(params: Params): Promise<Reply> {
    const destination = lastValue(params, 'Caller-Destination-Number') ?? '';
    if (lastValue(params, 'section') !== 'dialplan' || destination.trim() === '') return NOTHING;
    const pin = lastValue(params, 'variable_pin') ?? '';
    if (pin !== '') return await connect(params, destination, pin);
    return { outcome: 'asked for the PIN', document: askForPin(destination, limits) };
  }

  return async (message, query, response) => {
    const started = performance.now();
    let outcome = 'refused';
    try {
      if (isFreeSwitch(message, config.fsapiPassword)) {
        const told = await reply(await paramsOf(message, query));
        outcome = told.outcome;
        sendText(response, 200, told.document, 'application/xml');
      } else refuse(response, config.urlHost);
    } catch (error) {
      outcome = sendFailure(log, response, error);
    }
    const ms = Math.round(performance.now() - started);
    noteCall('fsapi', outcome);
    deps.requests.observe('fsapi', outcome, ms);
    log.info({ call: 'fsapi', outcome, ms }, 'call');
  };
}

interface Reply {
  /** What the log calls it. */
  readonly outcome: string;
  readonly document: string;
}

const NOTHING: Reply = { outcome: 'nothing', document: notFound() };

async function paramsOf(message: IncomingMessage, query: string): Promise<Params> {
  const type = bodyType(message.headers['content-type']);
  const form = type === 'urlencoded' || type === 'multipart' ? await readForm(message, type) : undefined;
  return [...parseQuery(query), ...(form?.params ?? [])];
}

function sendFailure(log: Log, response: ServerResponse, error: unknown): string {
  if (error instanceof MalformedQuery) {
    sendText(response, 400, '', 'text/html');
    return 'malformed';
  }
  // FreeSWITCH goes on as if there were no dialplan, and the caller hears that the line is out of order.
  sendText(response, 200, notFound(), 'application/xml');
  return error instanceof BbbError ? error.key : unforeseen(log, error).key;
}

function numbersOf(pin: string): string[] {
  const isBreakout = pin.length > SHORTEST_MEETING_PIN && /^\d+$/.test(pin);
  return isBreakout ? [pin, pin.slice(0, -1)] : [pin];
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** Without a password (set, but empty) everybody is let in. */
function isFreeSwitch(message: IncomingMessage, password: string | undefined): boolean {
  if (password === '') return true;
  const [scheme = '', given = ''] = (message.headers.authorization ?? '').trim().split(/\s+/, 2);
  if (scheme.toLowerCase() !== 'basic' || password === undefined) return false;
  return isSame(Buffer.from(given, 'base64').toString(), `fsapi:${password}`);
}

/** In a time that tells nothing: of equal length are only the hashes. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

function refuse(response: ServerResponse, realm: string | undefined): void {
  response.setHeader('www-authenticate', `Basic realm="${realm ?? 'scalelite'}"`);
  sendText(response, 401, 'HTTP Basic: Access denied.\n');
}
