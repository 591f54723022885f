import { KEPT_MEETING_ID, OWN_MEETING_ID, ownId } from '../../cluster/isolated-id.ts';
import type { MeetingStore } from '../../cluster/ports.ts';
import type { HookEvent } from './event.ts';
import type { HookStore, KnownMeeting } from './ports.ts';

/** Most meetings that are remembered without asking the database; one takes some 500 bytes. */
const MOST = 10_000;

export interface WhoseDeps {
  readonly hooks: Pick<HookStore, 'remember' | 'recall'>;
  readonly meetings: Pick<MeetingStore, 'find'>;
  /** The URLs kept for a meeting, and beside them its tenant's own ID of it. */
  readonly urlsOf: (meetingId: string) => Promise<Readonly<Record<string, string>> | undefined>;
  /** What runs on a server, as it said within a second; empty when it does not answer. Rejects with StoreUnavailable. */
  readonly listed: (
    serverId: string,
  ) => Promise<readonly Pick<KnownMeeting, 'internalId' | 'meetingId' | 'tenantId'>[]>;
  /** Whether tenants are kept apart (MULTITENANCY_ENABLED). */
  readonly byTenant: boolean;
}

/** Tells whose meetings events are about. */
export interface Whose {
  /** By BBB's own id; what nobody knows of is left out. Throws StoreUnavailable. */
  of(serverId: string, events: readonly HookEvent[]): Promise<ReadonlyMap<string, KnownMeeting>>;
}

/**
 * A meeting's tenant is told when it is created, and while it is on record; what is said of it later, of its
 * recording too, names it by BBB's own id alone. So what was once learnt of that is kept.
 */
export function createWhose(deps: WhoseDeps): Whose {
  const remembered = new Map<string, KnownMeeting>();
  const keyOf = (serverId: string, internalId: string): string => `${serverId} ${internalId}`;

  function keep(meeting: KnownMeeting): void {
    const key = keyOf(meeting.serverId, meeting.internalId);
    remembered.delete(key);
    remembered.set(key, meeting);
    const [oldest] = remembered.keys();
    if (remembered.size > MOST && oldest !== undefined) remembered.delete(oldest);
  }

  async function learn(serverId: string, events: readonly HookEvent[]): Promise<void> {
    const learnt = await learnAll(deps, serverId, events);
    await deps.hooks.remember(learnt);
    for (const meeting of learnt) keep(meeting);
  }

  return {
    async of(serverId, events) {
      const unknown = (): HookEvent[] =>
        events.filter(
          ({ internalId }) => internalId !== undefined && !remembered.has(keyOf(serverId, internalId)),
        );
      const asked = [...new Set(unknown().map(({ internalId = '' }) => internalId))];
      if (asked.length > 0) for (const meeting of await deps.hooks.recall(serverId, asked)) keep(meeting);
      const left = unknown();
      if (left.length > 0) await learn(serverId, left);
      const found = events.flatMap(
        ({ internalId = '' }) => remembered.get(keyOf(serverId, internalId)) ?? [],
      );
      return new Map(found.map((meeting) => [meeting.internalId, meeting]));
    },
  };
}

/** From what an event says itself, else from the records, else from the server. */
async function learnAll(
  deps: WhoseDeps,
  serverId: string,
  events: readonly HookEvent[],
): Promise<KnownMeeting[]> {
  const ids = [...new Set(events.flatMap(({ meetingId }) => meetingId ?? []))];
  const found = ids.length === 0 ? [] : await deps.meetings.find(ids);
  const owners = new Map(
    found.filter(({ meeting }) => meeting.serverId === serverId).map(({ meeting }) => [meeting.id, meeting]),
  );
  const learnt = new Map<string, KnownMeeting>();
  for (const { internalId = '', meetingId, metadata } of events) {
    if (learnt.has(internalId) || meetingId === undefined) continue;
    const record = owners.get(meetingId);
    const said = metadata && {
      tenantId: textIn(metadata, 'tenant-id'),
      told: textIn(metadata, OWN_MEETING_ID),
    };
    const owner = said ?? (record && { tenantId: record.tenantId, told: undefined });
    if (owner) learnt.set(internalId, await named(deps, { serverId, internalId, meetingId, ...owner }));
  }
  const left = events.filter(({ internalId = '' }) => !learnt.has(internalId));
  if (left.length > 0)
    for (const one of await askServer(deps, serverId, left)) learnt.set(one.internalId, one);
  return [...learnt.values()];
}

/** With what its tenant calls it. */
async function named(
  { urlsOf }: WhoseDeps,
  { told, ...meeting }: Omit<KnownMeeting, 'ownId'> & { readonly told: string | undefined },
): Promise<KnownMeeting> {
  const { tenantId, meetingId } = meeting;
  if (tenantId === undefined) return { ...meeting, ownId: undefined };
  const own =
    ownId(tenantId, meetingId, told) ??
    ownId(tenantId, meetingId, (await urlsOf(meetingId))?.[KEPT_MEETING_ID]);
  return { ...meeting, ownId: own };
}

/** Without tenants it matters only where an event does not say what others call the meeting. */
async function askServer(
  deps: WhoseDeps,
  serverId: string,
  events: readonly HookEvent[],
): Promise<KnownMeeting[]> {
  const open = events.some(({ meetingId }) => deps.byTenant || meetingId === undefined);
  const listed = open ? await deps.listed(serverId) : [];
  const byId = new Map(listed.map((meeting) => [meeting.internalId, meeting]));
  const found = new Map<string, KnownMeeting>();
  for (const { internalId = '', meetingId } of events) {
    const said =
      deps.byTenant || meetingId === undefined ? undefined : { internalId, meetingId, tenantId: undefined };
    const meeting = byId.get(internalId) ?? said;
    if (meeting) found.set(internalId, await named(deps, { ...meeting, serverId, told: undefined }));
  }
  return [...found.values()];
}

/** BBB writes the names of metadata with lines below, too. */
function textIn(metadata: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const found = Object.entries(metadata).find(([key]) => key.replaceAll('_', '-').toLowerCase() === name);
  return typeof found?.[1] === 'string' && found[1] !== '' ? found[1] : undefined;
}
