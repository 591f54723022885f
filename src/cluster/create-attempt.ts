import { CallFailure } from '../bbb/client.ts';
import { errors } from '../bbb/errors.ts';
import { lastValue, type Params } from '../bbb/query.ts';
import { readReply } from '../bbb/scanner.ts';
import { askForMeeting } from './ask-server.ts';
import { createParams } from './create-params.ts';
import type { Attempt, Outcome, Search } from './create-search.ts';
import { endQuietly } from './end-meeting.ts';
import { withOwnEnds } from './end-params.ts';
import { OWN_MEETING_ID, ownId } from './isolated-id.ts';
import { LRS_PAYLOAD } from './lrs.ts';
import { withParam } from './params.ts';
import type { HomeServer } from './server.ts';

/** Servers that one create tries. */
const MAX_SERVERS = 3;
/** How long a server that failed a create is placed on last. A good poll ends it sooner. */
const SUSPECT_SECONDS = 60;

/** Sends a create to its server, and works out what its answer, or its silence, means for the record. */
export async function send(search: Search, attempt: Attempt): Promise<Outcome> {
  const { server } = attempt;
  const params = await paramsFor(search, attempt);
  // A room that is there already has had its slides.
  const body = !attempt.isNew && isSpent(search) ? undefined : search.request.body;
  try {
    const reply = await search.deps.client.call(server, { call: 'create', params, ...(body && { body }) });
    return await answered(search, attempt, reply);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    search.deps.log.warn({ server: server.id, reason: error.reason }, 'create: server failed');
    if (!attempt.isNew) throw errors.createFailed();
    // A client that goes away in the middle of its slides says nothing of the server.
    if (error.reason !== 'aborted') await search.deps.servers.suspect(server.id, SUSPECT_SECONDS);
    return error.kind === 'notSent' ? await tryNext(search, attempt) : await answerLost(search, attempt);
  }
}

async function paramsFor(search: Search, { server, meeting, moderatorPw }: Attempt): Promise<Params> {
  const { draft, lrs } = search;
  const drafted = createParams(draft, {
    serverTag: server.tag,
    voiceBridge: meeting.voiceBridge,
    moderatorPw,
  });
  const params = endingHere(search, server, drafted);
  const access = await lrs;
  return access ? withParam(params, LRS_PAYLOAD, await access.sealedFor(server.secret)) : params;
}

/** BBB tells us the end of the meeting, and we the front-end: its own URLs go with ours. */
function endingHere({ deps, request }: Search, server: HomeServer, params: Params): Params {
  const { endUrls, mayCall } = deps;
  if (endUrls === undefined) return params;
  const { tenant, meetingId } = request;
  const own = tenant && ownId(tenant.id, meetingId, lastValue(params, `meta_${OWN_MEETING_ID}`));
  const about = { serverId: server.id, meetingId, ownId: own };
  const ends = withOwnEnds(params, (param, url) => endUrls(request, { ...about, param, url }), mayCall);
  tellRefused(deps, meetingId, ends.refused);
  return ends.params;
}

export function tellRefused({ log }: Search['deps'], meeting: string, names: readonly string[]): void {
  if (names.length === 0) return;
  log.warn({ meeting, names }, 'create: a callback URL that is not called is left out');
}

async function answered(search: Search, attempt: Attempt, reply: Buffer): Promise<Outcome> {
  const { meetings, servers } = search.deps;
  const { meeting, server } = attempt;
  const head = readReply(reply);
  if (head === undefined) {
    search.failure = errors.noReturncode();
    if (!attempt.isNew) throw search.failure;
    await servers.suspect(server.id, SUSPECT_SECONDS);
    return await answerLost(search, attempt);
  }
  if (!attempt.isNew) return reply;
  // BBB has a room of that ID, only with other passwords.
  const refused = head.messageKey === 'idNotUnique';
  if (head.returncode !== 'SUCCESS' && !refused) {
    await meetings.forget(meeting.id, server.id, givenBack(search));
    return reply;
  }
  const older = refused || head.messageKey === 'duplicateWarning';
  if (older && (await isOfOthers(search, attempt))) return await giveUp(search, attempt);
  if (!(await keep(search, attempt, 'settled'))) return startOver(search);
  // Its record was lost: the client gave no password, so that it is not the one to be refused for ours.
  if (refused && search.draft.moderatorPw === undefined)
    return await send(search, { ...attempt, isNew: false, moderatorPw: undefined });
  return reply;
}

/** The create may have taken effect: only the server can tell, and while it can't the record stays. */
async function answerLost(search: Search, attempt: Attempt): Promise<Outcome> {
  const found = await askForMeeting(search.deps, attempt.server, search.request);
  if (found.kind === 'absent') return await tryNext(search, attempt);
  if (found.kind === 'foreign') return await giveUp(search, attempt);
  const kept = await keep(search, attempt, found.kind === 'there' ? 'settled' : 'unsure');
  if (found.kind === 'unclear') throw search.failure ?? errors.createFailed();
  return kept ? found.reply : startOver(search);
}

/** Whether the room that stands there already is not the tenant's: no tenant gets into another's. */
async function isOfOthers(search: Search, { server }: Attempt): Promise<boolean> {
  if (search.request.tenant === undefined) return false;
  return (await askForMeeting(search.deps, server, search.request)).kind !== 'there';
}

/**
 * Notes that the server has the meeting, or may have it. False: the record stands elsewhere by now, or the
 * server was removed; this copy, which nobody would find, is ended.
 */
export async function keep(
  { deps }: Search,
  { meeting, server }: Pick<Attempt, 'meeting' | 'server'>,
  creation: 'settled' | 'unsure',
): Promise<boolean> {
  const kept = await deps.meetings.settle(meeting, creation, deps.config.defaultMeetingTtl);
  if (!kept) endQuietly(deps, server, meeting);
  return kept;
}

export function startOver(search: Search): undefined {
  if (isSpent(search)) throw errors.createFailed();
}

/** Slides come from the client once. */
function isSpent({ request: { body } }: Search): boolean {
  return body !== undefined && (body.content.readableDidRead || body.content.destroyed);
}

/** Leaves the server: the record moves to the next one, or goes when three were tried or the slides are spent. */
async function tryNext(search: Search, attempt: Attempt): Promise<Outcome> {
  search.tried.push(attempt.server.id);
  search.from = attempt.server.id;
  if (search.tried.length < MAX_SERVERS && !isSpent(search)) return undefined;
  return await giveUp(search, attempt);
}

/** The record of a meeting that never came to be goes. */
export async function giveUp(
  search: Search,
  { meeting, server }: Pick<Attempt, 'meeting' | 'server'>,
): Promise<never> {
  await search.deps.meetings.forget(meeting.id, server.id, givenBack(search));
  throw search.failure ?? errors.createFailed();
}

/** All that its placement counted is given back. */
function givenBack({ draft, limits }: Search): { release: true; size: number; limits: Search['limits'] } {
  return { release: true, size: draft.size, limits };
}
