import { isHashed, KEPT_MEETING_ID, OWN_MEETING_ID, ownId } from '../../cluster/isolated-id.ts';
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

/** A meeting of the server, and whose it is. */
type Found = Omit<KnownMeeting, 'serverId' | 'ownId'> & { readonly told?: string | undefined };

/** From what an event says itself, else from the server, else from the records. */
async function learnAll(
  deps: WhoseDeps,
  serverId: string,
  events: readonly HookEvent[],
): Promise<KnownMeeting[]> {
  const found = new Map<string, Found>();
  const sources = [said, listedThere, onRecord, nobodys];
  for (const source of sources) {
    const left = events.filter(({ internalId = '' }) => !found.has(internalId));
    if (left.length === 0) break;
    for (const one of await source(deps, serverId, left)) found.set(one.internalId, one);
  }
  return await Promise.all([...found.values()].map((one) => named(deps, serverId, one)));
}

type Source = (deps: WhoseDeps, serverId: string, events: readonly HookEvent[]) => Promise<Found[]>;

const said: Source = async (_deps, _serverId, events) =>
  events.flatMap(({ internalId = '', meetingId, metadata }) => {
    if (metadata === undefined || meetingId === undefined) return [];
    const [tenantId, told] = [textIn(metadata, 'tenant-id'), textIn(metadata, OWN_MEETING_ID)];
    return [{ internalId, meetingId, tenantId, told }];
  });

/** Without tenants it matters only where an event does not say what others call the meeting. */
const listedThere: Source = async ({ listed, byTenant }, serverId, events) => {
  if (events.every(({ meetingId }) => !byTenant && meetingId !== undefined)) return [];
  const asked = new Set(events.map(({ internalId }) => internalId));
  return (await listed(serverId)).filter(({ internalId }) => asked.has(internalId));
};

/**
 * A record names what others call the meeting alone: by the time a recording is told of, it may be another tenant's,
 * of the same name.
 */
const onRecord: Source = async ({ meetings, byTenant }, serverId, events) => {
  const late = ({ names }: HookEvent): boolean => names.some((name) => name.startsWith('rap-'));
  const open = events.filter((event) => byTenant && event.meetingId !== undefined && !late(event));
  if (open.length === 0) return [];
  const records = await meetings.find([...new Set(open.flatMap(({ meetingId }) => meetingId ?? []))]);
  return open.flatMap(({ internalId = '', meetingId }) => {
    const record = records.find(({ meeting }) => meeting.id === meetingId && meeting.serverId === serverId);
    return record ? [{ internalId, meetingId: record.meeting.id, tenantId: record.meeting.tenantId }] : [];
  });
};

const nobodys: Source = async ({ byTenant }, _serverId, events) =>
  events.flatMap(({ internalId = '', meetingId }) =>
    byTenant || meetingId === undefined ? [] : [{ internalId, meetingId, tenantId: undefined }],
  );

/** With what its tenant calls it. */
async function named(
  { urlsOf }: WhoseDeps,
  serverId: string,
  { told, ...meeting }: Found,
): Promise<KnownMeeting> {
  const { tenantId, meetingId } = meeting;
  if (tenantId === undefined) return { ...meeting, serverId, ownId: undefined };
  const own = ownId(tenantId, meetingId, told);
  if (own !== undefined || !isHashed(tenantId, meetingId)) return { ...meeting, serverId, ownId: own };
  const kept = (await urlsOf(meetingId))?.[KEPT_MEETING_ID];
  return { ...meeting, serverId, ownId: ownId(tenantId, meetingId, kept) };
}

/** BBB may write the names of metadata with lines below; whoever gives both has no say in it. */
function textIn(metadata: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = metadata[name] ?? metadata[name.replaceAll('-', '_')];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
