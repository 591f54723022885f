import { setTimeout as delay } from 'node:timers/promises';
import { signedQuery } from '../bbb/checksum.ts';
import type { Params } from '../bbb/query.ts';
import { readReply } from '../bbb/scanner.ts';
import { CLIENT_PATH } from './client-page.ts';
import { COURSES, PEOPLE } from './people.ts';
import { type Random, seededRandom } from './random.ts';

export interface TrafficPlan {
  /** The balancer's API, e.g. `http://127.0.0.1:3000/bigbluebutton/api`. */
  readonly apiUrl: string;
  readonly secret: string;
  /** The same seed plays the same. */
  readonly seed: string | number;
  /** How many meetings there are at any time. */
  readonly meetings: number;
  /** Between two events. Default 1,500. */
  readonly stepMs?: number | undefined;
  /** More never are in one meeting. Default 10. */
  readonly mostUsers?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What was done, and how often that failed. */
export interface Played {
  created: number;
  joined: number;
  left: number;
  ended: number;
  failed: number;
}

interface Meeting {
  readonly id: string;
  readonly name: string;
  /** The client pages of those inside. */
  readonly users: URL[];
}

/** What one event does, by its share of all. */
const EVENTS: readonly (readonly [
  share: number,
  event: (stage: Stage, meeting: Meeting) => Promise<void>,
])[] = [
  [0.45, joinOne],
  [0.2, leaveOne],
  [0.17, (stage, meeting) => press(stage, meeting, 'camera')],
  [0.15, (stage, meeting) => press(stage, meeting, 'microphone')],
  [0.03, endAndBeginAnother],
];

interface Stage {
  readonly plan: TrafficPlan;
  readonly random: Random;
  readonly meetings: Meeting[];
  readonly played: Played;
}

/**
 * Plays front-ends and users against a balancer until the signal: meetings are created and joined through
 * it, its redirects are followed to the simulated servers, users switch cameras, come and leave. A failure
 * is counted and played on from. Never rejects.
 */
export async function playTraffic(plan: TrafficPlan): Promise<Played> {
  const played: Played = { created: 0, joined: 0, left: 0, ended: 0, failed: 0 };
  const stage: Stage = { plan, random: seededRandom(`${plan.seed}/demo`), meetings: [], played };
  while (!plan.signal.aborted && stage.meetings.length < plan.meetings) {
    stage.meetings.push(nextMeeting(stage));
    for (const meeting of stage.meetings.slice(-1)) await attempt(stage, () => openMeeting(stage, meeting));
  }
  while (await pause(plan)) await attempt(stage, () => playEvent(stage));
  return played;
}

/** False once it shall end. */
async function pause({ stepMs, signal }: TrafficPlan): Promise<boolean> {
  await delay(stepMs ?? 1500, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

async function attempt({ played, plan }: Stage, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch {
    if (!plan.signal.aborted) played.failed += 1;
  }
}

async function playEvent(stage: Stage): Promise<void> {
  const meeting = stage.random.pick(stage.meetings);
  let point = stage.random.next();
  for (const [share, event] of EVENTS) {
    point -= share;
    if (point < 0) return event(stage, meeting);
  }
}

function nextMeeting({ random, played, meetings }: Stage): Meeting {
  const number = meetings.length + played.ended + 1;
  return { id: `demo-${number}`, name: random.pick(COURSES), users: [] };
}

/** A moderator and some viewers. */
async function openMeeting(stage: Stage, meeting: Meeting): Promise<void> {
  const users = stage.random.between(2, 4);
  for (let i = 0; i < users; i++) await joinOne(stage, meeting);
}

/** Creates first, as many front-ends do: that is also how a meeting comes back when its server was lost. */
async function joinOne(stage: Stage, meeting: Meeting): Promise<void> {
  const { random, played, plan } = stage;
  if (meeting.users.length >= (plan.mostUsers ?? 10)) return leaveOne(stage, meeting);
  const created = await call(stage, 'create', { meetingID: meeting.id, name: meeting.name });
  if (created === 'new') {
    played.created += 1;
    meeting.users.length = 0;
  }
  const page = await openPage(stage, {
    meetingID: meeting.id,
    fullName: random.pick(PEOPLE),
    role: meeting.users.length === 0 || random.chance(0.15) ? 'MODERATOR' : 'VIEWER',
  });
  meeting.users.push(page);
  played.joined += 1;
}

async function leaveOne(stage: Stage, meeting: Meeting): Promise<void> {
  if (meeting.users.length < 2) return joinOne(stage, meeting);
  const user = stage.random.pick(meeting.users);
  meeting.users.splice(meeting.users.indexOf(user), 1);
  await send(stage, new URL(`leave${user.search}`, user), 'POST');
  stage.played.left += 1;
}

/** A page that is gone (its server was lost) is forgotten. */
async function press(stage: Stage, meeting: Meeting, button: string): Promise<void> {
  if (meeting.users.length === 0) return joinOne(stage, meeting);
  const user = stage.random.pick(meeting.users);
  try {
    await send(stage, new URL(`${button}${user.search}`, user), 'POST');
  } catch (error) {
    meeting.users.splice(meeting.users.indexOf(user), 1);
    throw error;
  }
}

async function endAndBeginAnother(stage: Stage, meeting: Meeting): Promise<void> {
  await call(stage, 'end', { meetingID: meeting.id });
  const next = nextMeeting(stage);
  stage.played.ended += 1;
  stage.meetings.splice(stage.meetings.indexOf(meeting), 1, next);
  await openMeeting(stage, next);
}

/** Makes a call that answers XML; `known`: the meeting was there already. Throws when it failed. */
async function call(stage: Stage, name: string, values: Record<string, string>): Promise<'new' | 'known'> {
  const { body } = await send(stage, apiUrl(stage.plan, name, values), 'GET');
  const reply = readReply(body);
  if (reply?.returncode !== 'SUCCESS') throw new Error(`${name}: ${reply?.messageKey ?? 'no answer'}`);
  return reply.messageKey === 'duplicateWarning' ? 'known' : 'new';
}

async function openPage(stage: Stage, values: Record<string, string>): Promise<URL> {
  const { url } = await send(stage, apiUrl(stage.plan, 'join', values), 'GET');
  if (url.pathname !== CLIENT_PATH) throw new Error('join led nowhere');
  return url;
}

function apiUrl({ apiUrl: base, secret }: TrafficPlan, name: string, values: Record<string, string>): URL {
  const params: Params = Object.entries(values).map(([param, value]) => ({ name: param, value }));
  return new URL(`${base}/${name}?${signedQuery(name, params, secret, 'SHA256')}`);
}

const PATIENCE_MS = 20_000;

/** Follows redirects; `url` is where they ended. */
async function send({ plan }: Stage, url: URL, method: string): Promise<{ body: Buffer; url: URL }> {
  const signal = AbortSignal.any([plan.signal, AbortSignal.timeout(PATIENCE_MS)]);
  const response = await fetch(url, { method, signal });
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return { body, url: new URL(response.url) };
}
