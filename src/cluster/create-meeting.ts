import { errors } from '../bbb/errors.ts';
import { readReply } from '../bbb/scanner.ts';
import { askForMeeting, isMeetingRunning } from './ask-server.ts';
import { giveUp, keep, send, startOver, tellRefused } from './create-attempt.ts';
import { draftCreate } from './create-params.ts';
import type { CreateDeps, CreateRequest, Outcome, Search } from './create-search.ts';
import { leaveServer } from './leave-server.ts';
import { limitReached, meetingLimits } from './limits.ts';
import type { Meeting } from './meeting.ts';
import { type Creation, type Placement, StoreReadOnly } from './ports.ts';
import { type HomeServer, isReachable } from './server.ts';

/** Find-or-place steps of one create: each server tried, and records forgotten on the way. */
const MAX_STEPS = 8;
/** Numbers a meeting is given one of at the first attempt. */
const FIRST_NUMBERS = 2;

/**
 * Creates a meeting on the server it lives on, or on the best one for it, and returns that server's answer.
 * A server that can't be reached is passed over within the same request, up to three; a create whose answer
 * was lost is never repeated blindly. Throws BbbError; StoreUnavailable when the state can't be read.
 */
export async function createMeeting(deps: CreateDeps, request: CreateRequest): Promise<Buffer> {
  const { mayCall } = deps;
  const draft = draftCreate(deps.config, request.meetingId, request.params, { ...request, mayCall });
  tellRefused(deps, request.meetingId, draft.refusedUrls);
  const moderatorPw = draft.moderatorPw ?? deps.newPassword();
  const search: Search = {
    deps,
    request,
    draft,
    moderatorPw,
    lrs: deps.lrs.accessOf(request.tenant),
    limits: meetingLimits(deps.config, request.tenant),
    tried: [],
    from: undefined,
    failure: undefined,
  };
  for (let step = 0; step < MAX_STEPS; step++) {
    const reply = await follow(search, await place(search));
    if (reply !== undefined) return await withCallbacksKept(search, reply);
  }
  throw search.failure ?? errors.createFailed();
}

/** Only now is the meeting known to be the caller's, and so what is kept under its ID theirs to replace. */
async function withCallbacksKept({ deps, draft, request }: Search, reply: Buffer): Promise<Buffer> {
  const wanted = Object.keys(draft.callbackUrls).length > 0;
  if (wanted && readReply(reply)?.returncode === 'SUCCESS')
    await deps.callbacks.keep(request.meetingId, draft.callbackUrls);
  return reply;
}

/** As a rule the first number drawn is free: the others, a tenth of a create's CPU, are drawn when it is not. */
async function place(search: Search): Promise<Placement> {
  const { voiceBridges } = search.draft;
  try {
    const placement = await placeWith(search, voiceBridges(FIRST_NUMBERS));
    return placement.kind === 'noVoiceBridge' ? await placeWith(search, voiceBridges()) : placement;
  } catch (error) {
    const known = error instanceof StoreReadOnly ? await findKnown(search) : undefined;
    if (known) return known;
    throw error;
  }
}

/** While nothing can be written there are no new meetings, but front-ends create also those they have joined. */
async function findKnown({ deps, request }: Search): Promise<Placement | undefined> {
  const located = await deps.meetings.locate(request.meetingId, { tenantId: request.tenant?.id });
  if (located === undefined || !isReachable(located.server)) return undefined;
  return { kind: 'known', meeting: located.meeting, server: located.server, creation: 'settled' };
}

function placeWith(search: Search, voiceBridges: readonly string[]): Promise<Placement> {
  const { config, meetings } = search.deps;
  return meetings.place({
    meetingId: search.request.meetingId,
    tenantId: search.request.tenant?.id,
    moderatorPw: search.moderatorPw,
    tag: search.draft.tag,
    voiceBridges,
    ttl: config.defaultMeetingTtl,
    inFlightFor: Math.ceil((config.connectTimeoutMs + config.responseTimeoutMs) / 1000) + 5,
    size: search.draft.size,
    limits: search.limits,
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
    case 'limited':
      throw limitReached(placement.limit, 'meetings');
    case 'noVoiceBridge':
      throw errors.noVoiceBridge();
    case 'unavailable':
      return await noneLeft(search, placement.poolEmpty);
  }
}

async function useKnown(
  search: Search,
  meeting: Meeting,
  server: HomeServer | undefined,
  creation: Creation,
): Promise<Outcome> {
  search.from = undefined;
  if (server === undefined || !isReachable(server)) {
    await leaveServer(search, meeting, server);
    return undefined;
  }
  if (creation === 'unsure') return await resume(search, meeting, server);
  if (
    creation === 'settled' &&
    server.state === 'cordoned' &&
    !(await isMeetingRunning(search.deps, server, meeting.id))
  ) {
    await search.deps.meetings.forget(meeting.id, meeting.serverId, { limits: search.limits });
    return undefined;
  }
  // While the first create of this record is under way, all of them carry its password: whichever comes
  // first to BBB makes the same room, and the others find it as theirs.
  const isNew = creation === 'inFlight';
  const moderatorPw = isNew ? (search.draft.moderatorPw ?? meeting.moderatorPw) : undefined;
  return await send(search, { meeting, server, isNew, moderatorPw });
}

/** An earlier create's answer was lost: BBB is asked before anything else is done. */
async function resume(search: Search, meeting: Meeting, server: HomeServer): Promise<Outcome> {
  const found = await askForMeeting(search.deps, server, search.request);
  switch (found.kind) {
    case 'there': {
      const kept = await keep(search, { meeting, server }, 'settled');
      return kept
        ? await send(search, { meeting, server, isNew: false, moderatorPw: undefined })
        : startOver(search);
    }
    case 'absent': {
      const moderatorPw = search.draft.moderatorPw ?? meeting.moderatorPw;
      return await send(search, { meeting, server, isNew: true, moderatorPw });
    }
    case 'foreign':
      return await giveUp(search, { meeting, server });
    case 'unclear':
      if (found.reply === undefined) throw errors.createFailed();
      return found.reply;
  }
}

async function noneLeft(search: Search, poolEmpty: boolean): Promise<Outcome> {
  const { tried, from, draft, request, deps } = search;
  if (tried.length > 0) {
    if (from !== undefined) {
      await deps.meetings.forget(request.meetingId, from, {
        release: true,
        size: draft.size,
        limits: search.limits,
      });
    }
    throw search.failure ?? errors.createFailed();
  }
  const demanded = draft.tag.required && draft.tag.text !== '';
  throw demanded && !poolEmpty ? errors.serverTagUnavailable(draft.tag.text) : errors.noServer();
}
