import { type BbbClient, CallFailure, type StreamedBody } from '../bbb/client.ts';
import { createReplyFromInfo } from '../bbb/create-reply.ts';
import { errors } from '../bbb/errors.ts';
import type { Params } from '../bbb/query.ts';
import { readReply } from '../bbb/scanner.ts';
import { isMeetingRunning } from './ask-server.ts';
import { type CreateDraft, type CreateParamConfig, createParams, draftCreate } from './create-params.ts';
import { endQuietly } from './end-meeting.ts';
import type { Log } from './log.ts';
import type { Meeting } from './meeting.ts';
import type { Creation, MeetingStore, Placement, ServerStore } from './ports.ts';
import { isReachable, type Server } from './server.ts';
import type { Tenant, TenantSetting } from './tenant.ts';

/** Servers that one create tries. */
const MAX_SERVERS = 3;
/** Find-or-place steps of one create: each server tried, and records forgotten on the way. */
const MAX_STEPS = 8;
/** How long a server that failed a create is placed on last. A good poll ends it sooner. */
const SUSPECT_SECONDS = 60;

export interface CreateDeps {
  readonly servers: ServerStore;
  readonly meetings: MeetingStore;
  readonly client: BbbClient;
  readonly config: CreateParamConfig & {
    readonly defaultMeetingTtl: number;
    readonly connectTimeoutMs: number;
    readonly responseTimeoutMs: number;
  };
  /** 8 random alphanumerics. */
  readonly newPassword: () => string;
  readonly log: Log;
}

export interface CreateRequest {
  readonly meetingId: string;
  /** As the client sent them. */
  readonly params: Params;
  /** A non-empty XML body (slides), passed on as it comes. */
  readonly body: StreamedBody | undefined;
  readonly tenant: Tenant | undefined;
  readonly settings: readonly TenantSetting[];
}

/** What one create knows while it looks for a server. */
interface Search {
  readonly deps: CreateDeps;
  readonly request: CreateRequest;
  readonly draft: CreateDraft;
  /** For a new record. */
  readonly moderatorPw: string;
  readonly tried: string[];
  /** The server a record is to be moved away from. */
  from: string | undefined;
  /** What to tell when no server is left. */
  failure: Error | undefined;
}

/** A create on its way to one server. `isNew`: BBB does not have the meeting yet, as far as is known. */
interface Attempt {
  readonly meeting: Meeting;
  readonly server: Server;
  readonly isNew: boolean;
  /** What BBB is told; undefined: the client's own, if any. */
  readonly moderatorPw: string | undefined;
}

/** Undefined: place again. */
type Outcome = Buffer | undefined;

/**
 * Creates a meeting on the server it lives on, or on the best one for it, and returns that server's answer.
 * A server that can't be reached is passed over within the same request, up to three; a create whose answer
 * was lost is never repeated blindly. Throws BbbError; StoreUnavailable when the state can't be read.
 */
export async function createMeeting(deps: CreateDeps, request: CreateRequest): Promise<Buffer> {
  const draft = draftCreate(deps.config, request.meetingId, request.params, request);
  const moderatorPw = draft.moderatorPw ?? deps.newPassword();
  const search: Search = {
    deps,
    request,
    draft,
    moderatorPw,
    tried: [],
    from: undefined,
    failure: undefined,
  };
  for (let step = 0; step < MAX_STEPS; step++) {
    const reply = await follow(search, await place(search));
    if (reply !== undefined) return reply;
  }
  throw search.failure ?? errors.createFailed();
}

function place(search: Search): Promise<Placement> {
  const { config, meetings } = search.deps;
  return meetings.place({
    meetingId: search.request.meetingId,
    tenantId: search.request.tenant?.id,
    moderatorPw: search.moderatorPw,
    tag: search.draft.tag,
    voiceBridges: search.draft.voiceBridges,
    ttl: config.defaultMeetingTtl,
    inFlightFor: Math.ceil((config.connectTimeoutMs + config.responseTimeoutMs) / 1000) + 5,
    exclude: search.tried,
    ...(search.from === undefined ? {} : { from: search.from }),
  });
}

async function follow(search: Search, placement: Placement): Promise<Outcome> {
  switch (placement.kind) {
    case 'placed': {
      const { meeting, server } = placement;
      return await send(search, { meeting, server, isNew: true, moderatorPw: meeting.moderatorPw });
    }
    case 'known':
      return await useKnown(search, placement.meeting, placement.server, placement.creation);
    case 'foreign':
      throw errors.createFailed();
    case 'noVoiceBridge':
      throw errors.noVoiceBridge();
    case 'unavailable':
      return await noneLeft(search, placement.poolEmpty);
  }
}

async function useKnown(
  search: Search,
  meeting: Meeting,
  server: Server | undefined,
  creation: Creation,
): Promise<Outcome> {
  search.from = undefined;
  if (server === undefined || !isReachable(server)) {
    const forgotten = await search.deps.meetings.forget(meeting.id, meeting.serverId);
    if (forgotten && server !== undefined) endQuietly(search.deps, server, meeting);
    return undefined;
  }
  if (creation === 'unsure') return await resume(search, meeting, server);
  if (
    creation === 'settled' &&
    server.state === 'cordoned' &&
    !(await isMeetingRunning(search.deps, server, meeting.id))
  ) {
    await search.deps.meetings.forget(meeting.id, meeting.serverId);
    return undefined;
  }
  // While the first create of this record is under way, all of them carry its password: whichever comes
  // first to BBB makes the same room, and the others find it as theirs.
  const isNew = creation === 'inFlight';
  const moderatorPw = isNew ? (search.draft.moderatorPw ?? meeting.moderatorPw) : undefined;
  return await send(search, { meeting, server, isNew, moderatorPw });
}

/** An earlier create's answer was lost: BBB is asked before anything else is done. */
async function resume(search: Search, meeting: Meeting, server: Server): Promise<Outcome> {
  const info = await meetingInfo(search, server);
  if (info.exists === undefined) {
    if (info.reply === undefined) throw errors.createFailed();
    return info.reply;
  }
  if (info.exists && !(await keep(search, { meeting, server }, 'settled'))) return startOver(search);
  const moderatorPw = info.exists ? undefined : (search.draft.moderatorPw ?? meeting.moderatorPw);
  return await send(search, { meeting, server, isNew: !info.exists, moderatorPw });
}

async function send(search: Search, attempt: Attempt): Promise<Outcome> {
  const { server, meeting } = attempt;
  const params = createParams(search.draft, {
    serverTag: server.tag,
    voiceBridge: meeting.voiceBridge,
    moderatorPw: attempt.moderatorPw,
  });
  const body = isSpent(search) ? undefined : search.request.body;
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

async function answered(search: Search, attempt: Attempt, reply: Buffer): Promise<Outcome> {
  const { meetings, servers } = search.deps;
  const { meeting, server } = attempt;
  const { draft } = search;
  const head = readReply(reply);
  if (head === undefined) {
    search.failure = errors.noReturncode();
    if (!attempt.isNew) throw search.failure;
    await servers.suspect(server.id, SUSPECT_SECONDS);
    return await answerLost(search, attempt);
  }
  if (!attempt.isNew) return reply;
  // BBB has a room of that ID, only with other passwords.
  const older = head.messageKey === 'idNotUnique';
  if (head.returncode !== 'SUCCESS' && !older) {
    await meetings.forget(meeting.id, server.id, { release: true });
    return reply;
  }
  if (!(await keep(search, attempt, 'settled'))) return startOver(search);
  // Its record was lost: the client gave no password, so that it is not the one to be refused for ours.
  if (older && draft.moderatorPw === undefined)
    return await send(search, { ...attempt, isNew: false, moderatorPw: undefined });
  return reply;
}

/** The create may have taken effect: only the server can tell, and while it can't the record stays. */
async function answerLost(search: Search, attempt: Attempt): Promise<Outcome> {
  const info = await meetingInfo(search, attempt.server);
  if (info.exists === false) return await tryNext(search, attempt);
  const kept = await keep(search, attempt, info.exists ? 'settled' : 'unsure');
  if (!info.exists) throw search.failure ?? errors.createFailed();
  return kept ? info.reply : startOver(search);
}

/**
 * Notes that the server has the meeting, or may have it. False: the record stands elsewhere by now, or the
 * server was removed; this copy, which nobody would find, is ended.
 */
async function keep(
  { deps }: Search,
  { meeting, server }: Pick<Attempt, 'meeting' | 'server'>,
  creation: 'settled' | 'unsure',
): Promise<boolean> {
  const kept = await deps.meetings.settle(meeting, creation, deps.config.defaultMeetingTtl);
  if (!kept) endQuietly(deps, server, meeting);
  return kept;
}

function startOver(search: Search): undefined {
  if (isSpent(search)) throw errors.createFailed();
}

/** Slides come from the client once. */
function isSpent({ request: { body } }: Search): boolean {
  return body !== undefined && (body.content.readableDidRead || body.content.destroyed);
}

/** Leaves the server: the record moves to the next one, or goes when three were tried or the slides are spent. */
async function tryNext(search: Search, { meeting, server }: Attempt): Promise<Outcome> {
  search.tried.push(server.id);
  search.from = server.id;
  if (search.tried.length < MAX_SERVERS && !isSpent(search)) return undefined;
  await search.deps.meetings.forget(meeting.id, server.id, { release: true });
  throw search.failure ?? errors.createFailed();
}

async function noneLeft(search: Search, poolEmpty: boolean): Promise<Outcome> {
  const { tried, from, draft, request, deps } = search;
  if (tried.length > 0) {
    if (from !== undefined) await deps.meetings.forget(request.meetingId, from, { release: true });
    throw search.failure ?? errors.createFailed();
  }
  const demanded = draft.tag.required && draft.tag.text !== '';
  throw demanded && !poolEmpty ? errors.serverTagUnavailable(draft.tag.text) : errors.noServer();
}

/** Whether BBB has the meeting. */
type Info =
  /** With its answer to a create, composed of what it says. */
  | { readonly exists: true; readonly reply: Buffer }
  | { readonly exists: false }
  /** It can't be asked, or refuses to say (a wrong secret, say) in its own words. */
  | { readonly exists: undefined; readonly reply: Buffer | undefined };

async function meetingInfo(search: Search, server: Server): Promise<Info> {
  try {
    const params = [{ name: 'meetingID', value: search.request.meetingId }];
    const info = await search.deps.client.call(server, { call: 'getMeetingInfo', params });
    const head = readReply(info);
    if (head?.returncode === 'FAILED')
      return head.messageKey === 'notFound' ? { exists: false } : { exists: undefined, reply: info };
    const reply = head?.returncode === 'SUCCESS' ? createReplyFromInfo(info) : undefined;
    return reply === undefined ? { exists: undefined, reply } : { exists: true, reply };
  } catch (error) {
    if (error instanceof CallFailure) return { exists: undefined, reply: undefined };
    throw error;
  }
}
