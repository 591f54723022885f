import { hash } from 'node:crypto';
import type { HookManner } from '../../bbb/hook-post.ts';
import { lastValue, type Params } from '../../bbb/query.ts';
import { innerId, OWN_MEETING_ID } from '../../cluster/isolated-id.ts';
import type { NewEvent } from '../ports.ts';
import { type HookEvent, readEvents, type ToldEvents } from './event.ts';
import { HOOK, hookPayload } from './payload.ts';
import type { Hook, HookStore, KnownMeeting } from './ports.ts';
import { receiverOf } from './remove.ts';
import type { Whose } from './whose.ts';

export interface TakeDeps {
  readonly hooks: Pick<HookStore, 'interested'>;
  readonly whose: Whose;
  /** All or none of them. */
  readonly outbox: { addAll(events: readonly NewEvent[]): Promise<void> };
  /** Whether tenants are kept apart (MULTITENANCY_ENABLED). */
  readonly byTenant: boolean;
}

/** A post of a server's, which has signed it. */
export interface ServerPost {
  readonly serverId: string;
  readonly fields: Params;
  readonly manner: HookManner;
}

/** What it tells; undefined: it can't be read. */
export function readPost({ fields }: Pick<ServerPost, 'fields'>): ToldEvents | undefined {
  return readEvents(lastValue(fields, 'event') ?? '');
}

/**
 * Puts what a server tells into the outbox, each event once for each hook that wants it: a post that comes again puts
 * nothing new there. Returns how many there were to tell. Resolves when that outlasts a crash. Throws
 * StoreUnavailable.
 */
export async function takeHookPost(
  deps: TakeDeps,
  post: ServerPost,
  { events, isList }: ToldEvents,
): Promise<number> {
  const [first] = events;
  if (first === undefined) return 0;
  const meetings = await deps.whose.of(post.serverId, events);
  const told = new Map<string, number>();
  const queued: NewEvent[] = [];
  const owners = new Set([...meetings.values()].map(({ tenantId }) => tenantId));
  if (!deps.byTenant) owners.add(undefined);
  const hooks = await deps.hooks.interested(first.kind, namesOf(events, meetings), [...owners]);
  for (const event of events) {
    const text = JSON.stringify(event.content);
    const repeat = told.get(text) ?? 0;
    told.set(text, repeat + 1);
    const meeting = meetings.get(event.internalId ?? '');
    const what = { post, event, meeting, isList, text, repeat };
    for (const hook of hooks) if (wants(deps, hook, event, meeting)) queued.push(newEvent(hook, what));
  }
  await deps.outbox.addAll(queued);
  return queued.length;
}

/** All that hooks may call these meetings. */
function namesOf(events: readonly HookEvent[], meetings: ReadonlyMap<string, KnownMeeting>): string[] {
  const known = [...meetings.values()].flatMap(({ meetingId, ownId = meetingId }) => [meetingId, ownId]);
  return [...new Set([...known, ...events.flatMap(({ meetingId }) => meetingId ?? [])])];
}

/** A hook hears of its tenant's meetings only. What is about no meeting, or nobody knows whose, no tenant hears. */
function wants(
  { byTenant }: TakeDeps,
  hook: Hook,
  event: HookEvent,
  meeting: KnownMeeting | undefined,
): boolean {
  if (hook.kind !== event.kind) return false;
  if (hook.events.length > 0 && !event.names.some((name) => hook.events.includes(name))) return false;
  if (meeting === undefined) {
    if (byTenant || hook.tenantId !== undefined) return false;
    return hook.meetingId === undefined || hook.meetingId === event.meetingId;
  }
  return meeting.tenantId === hook.tenantId && isAbout(hook, meeting);
}

function isAbout(
  { meetingId: wanted, tenantId }: Hook,
  { meetingId, ownId = meetingId }: KnownMeeting,
): boolean {
  if (wanted === undefined || wanted === ownId) return true;
  return tenantId !== undefined && innerId(tenantId, wanted) === meetingId;
}

interface Told {
  readonly post: ServerPost;
  readonly event: HookEvent;
  readonly meeting: KnownMeeting | undefined;
  readonly isList: boolean;
  readonly text: string;
  /** How many just like it came before it in the same post. */
  readonly repeat: number;
}

function newEvent(hook: Hook, { post, event, meeting, isList, text, repeat }: Told): NewEvent {
  const { serverId, fields, manner } = post;
  const timestamp = lastValue(fields, 'timestamp') ?? '';
  const id = hash('sha256', JSON.stringify([HOOK, hook.id, serverId, timestamp, text, repeat]));
  const own = contentFor(event, meeting, text);
  const content = isList ? `[${own}]` : own;
  const told = fields.map(({ name, value }) => ({ name, value: name === 'event' ? content : value }));
  return {
    id,
    kind: HOOK,
    receiver: receiverOf(hook),
    subject: meeting?.meetingId ?? event.meetingId ?? event.names[0] ?? '',
    payload: hookPayload({ hookId: hook.id, fields: told, manner }),
  };
}

function contentFor({ content }: HookEvent, meeting: KnownMeeting | undefined, text: string): string {
  if (meeting?.ownId === undefined) return text;
  return JSON.stringify(content, toOwn(meeting.meetingId, meeting.ownId));
}

/** Calls the meeting what its tenant calls it. */
function toOwn(insideId: string, own: string): (key: string, value: unknown) => unknown {
  return (key, value) =>
    key.replaceAll('_', '-') === OWN_MEETING_ID ? undefined : value === insideId ? own : value;
}
