import { innerId } from '../../cluster/isolated-id.ts';
import type { MeetingStore } from '../../cluster/ports.ts';
import type { Hook, HookKind, HookNeeds, HookStore } from './ports.ts';

/** Which servers are to tell us of a kind of events; a kind that is missing nobody wants to hear. */
export type Wanted = ReadonlyMap<HookKind, 'all' | ReadonlySet<string>>;

/** Hooks for one meeting whose servers are looked up, every second; of more, every server tells of its meetings. */
const MOST = 200;

export interface NeedsDeps {
  readonly hooks: Pick<HookStore, 'needs'>;
  readonly meetings: Pick<MeetingStore, 'find'>;
}

/**
 * A hook for all meetings needs every server; one for a meeting needs its server, and every server while the meeting
 * is none's, since it may be created on any. Throws StoreUnavailable.
 */
export async function wantedServers({ hooks, meetings }: NeedsDeps): Promise<Wanted> {
  const wanted = new Map<HookKind, 'all' | ReadonlySet<string>>();
  for (const { kind, all, meetings: hooked } of await hooks.needs(MOST))
    wanted.set(kind, all ? 'all' : ((await homesOf(meetings, hooked)) ?? 'all'));
  return wanted;
}

/** Undefined: one of them has no server. */
async function homesOf(
  meetings: NeedsDeps['meetings'],
  hooked: HookNeeds['meetings'],
): Promise<ReadonlySet<string> | undefined> {
  const records = await meetings.find([...new Set(hooked.flatMap(insideNames))]);
  const homes = new Set<string>();
  for (const hook of hooked) {
    const names = insideNames(hook);
    const record = records.find(
      ({ meeting }) => meeting.tenantId === hook.tenantId && names.includes(meeting.id),
    );
    if (record === undefined) return undefined;
    homes.add(record.meeting.serverId);
  }
  return homes;
}

/** What the hook's meeting may be called inside. */
function insideNames({ tenantId, meetingId = '' }: Pick<Hook, 'tenantId' | 'meetingId'>): string[] {
  return tenantId === undefined ? [meetingId] : [innerId(tenantId, meetingId), meetingId];
}

/** Whether this server is to tell us of that kind. */
export function isWanted(wanted: Wanted, kind: HookKind, serverId: string): boolean {
  const servers = wanted.get(kind);
  return servers === 'all' || servers?.has(serverId) === true;
}
