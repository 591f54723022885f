/**
 * Simulated BBB servers for measuring: the simulator's own answers, built once, behind handlers that check
 * the checksum and do nothing else, so that one process can be a thousand servers.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { cutChecksum, isSigned } from '../src/bbb/checksum.ts';
import { lastValue, parseQuery } from '../src/bbb/query.ts';
import { calls } from '../src/simulator/calls/index.ts';
import { systemClock } from '../src/simulator/clock.ts';
import { seededRandom } from '../src/simulator/random.ts';
import { createState, defaultSettings, openRoom, type ServerState } from '../src/simulator/server-state.ts';
import { helperArgs, serveParent } from './child.ts';

export interface FleetArgs {
  readonly servers: number;
  /** On each server, with 6 users each. */
  readonly meetings: number;
}

export interface FleetServer {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

export type FleetAsk =
  | { readonly what: 'servers' }
  /** The first `hanging` servers never answer. Starts the span anew. */
  | { readonly what: 'set'; readonly latencyMs: number; readonly hanging: number }
  | { readonly what: 'span' };

export interface FleetReply {
  readonly servers: readonly FleetServer[];
  /** From the first request since `set` to the last answer. */
  readonly spanMs: number;
  readonly answers: number;
}

interface Texts {
  readonly getMeetings: Buffer;
  readonly getMeetingInfo: Buffer;
}

const USERS = 6;
const HASHES = ['SHA256'] as const;
const { servers: count, meetings } = helperArgs<FleetArgs>();
const secret = 'the-secret-of-all-simulated-servers';
let setting = { latencyMs: 0, hanging: 0 };
let span = { from: 0, to: 0, answers: 0 };

const servers = await Promise.all(Array.from({ length: count }, (_, index) => start(index + 1)));

serveParent<FleetAsk, FleetReply>((ask) => {
  if (ask.what === 'set') {
    setting = ask;
    span = { from: 0, to: 0, answers: 0 };
  }
  return { servers, spanMs: span.to - span.from, answers: span.answers };
});

async function start(number: number): Promise<FleetServer> {
  const texts = textsOf(number);
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (request, response) => {
    span.from ||= performance.now();
    if (number > setting.hanging) answer(request, response, texts);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { id: `bench-${number}`, url: `http://127.0.0.1:${port}/bigbluebutton/api`, secret };
}

function answer(request: IncomingMessage, response: ServerResponse, texts: Texts): void {
  const body = bodyOf(request.url ?? '', texts);
  const send = (): void => {
    response.writeHead(200, { 'content-type': 'text/xml;charset=utf-8', 'content-length': body.length });
    response.end(body);
    span.to = performance.now();
    span.answers += 1;
  };
  const later = (): void => void (setting.latencyMs > 0 ? setTimeout(send, setting.latencyMs) : send());
  if (request.method === 'POST') request.resume().once('end', later);
  else later();
}

const REFUSED = Buffer.from(
  '<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>',
);
const RUNNING = Buffer.from(
  '<response>\n<returncode>SUCCESS</returncode>\n<running>true</running>\n</response>',
);
const VERSION = Buffer.from('<response><returncode>SUCCESS</returncode><version>2.0</version></response>');

function bodyOf(url: string, texts: Texts): Buffer {
  const mark = url.indexOf('?');
  const call = url.slice(
    url.lastIndexOf('/', mark < 0 ? url.length : mark) + 1,
    mark < 0 ? url.length : mark,
  );
  if (call === 'api' || call === '') return VERSION;
  const query = url.slice(mark + 1);
  const { given, signed } = cutChecksum(query);
  if (!isSigned(given, call, signed, [secret], HASHES)) return REFUSED;
  if (call === 'getMeetings') return texts.getMeetings;
  if (call === 'isMeetingRunning') return RUNNING;
  return call === 'create' ? created(query) : texts.getMeetingInfo;
}

/** In the length of BBB's. */
function created(query: string): Buffer {
  const params = parseQuery(query);
  const meetingId = lastValue(params, 'meetingID') ?? '';
  const voiceBridge = lastValue(params, 'voiceBridge') ?? '';
  return Buffer.from(`<response>
<returncode>SUCCESS</returncode>
<meetingID>${meetingId}</meetingID>
<internalMeetingID>0123456789012345678901234567890123456789-1700000000000</internalMeetingID>
<parentMeetingID>bbb-none</parentMeetingID>
<attendeePW>ap</attendeePW>
<moderatorPW>mp</moderatorPW>
<createTime>1700000000000</createTime>
<voiceBridge>${voiceBridge}</voiceBridge>
<dialNumber>613-555-1234</dialNumber>
<createDate>Tue Nov 14 22:13:20 UTC 2023</createDate>
<hasUserJoined>false</hasUserJoined>
<duration>0</duration>
<hasBeenForciblyEnded>false</hasBeenForciblyEnded>
<messageKey></messageKey>
<message></message>
</response>`);
}

function textsOf(number: number): Texts {
  const random = seededRandom(number);
  const state = createState({ ...defaultSettings, secret }, systemClock, random);
  for (let n = 1; n <= Math.max(1, meetings); n++) addMeeting(state, `bench-${number}-${n}`);
  const getMeetingInfo = textOf(state, 'getMeetingInfo', `bench-${number}-1`);
  if (meetings === 0) state.rooms.clear();
  return { getMeetings: textOf(state, 'getMeetings', ''), getMeetingInfo };
}

function addMeeting(state: ServerState, meetingId: string): void {
  const room = openRoom(state, {
    meetingId,
    name: `Meeting ${meetingId}`,
    metadata: { 'bbb-origin': 'bench' },
  });
  for (let n = 1; n <= USERS; n++) {
    const role = n === 1 ? 'MODERATOR' : 'VIEWER';
    room.add({ userId: `user-${meetingId}-${n}`, fullName: `User number ${n}`, role, hasVideo: n < 3 });
  }
}

function textOf(state: ServerState, call: string, meetingId: string): Buffer {
  const params = [{ name: 'meetingID', value: meetingId }];
  const answered = calls.get(call)?.answer({ state, params, origin: '' });
  return Buffer.from(answered?.body ?? '');
}
