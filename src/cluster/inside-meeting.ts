import { innerId, isInner } from './isolated-id.ts';
import type { MeetingStore } from './ports.ts';

/** What a tenant's meeting is called inside. */
export interface InsideMeeting {
  readonly id: string;
  readonly isOnRecord: boolean;
}

/**
 * Finds a tenant's meeting when tenants have meeting IDs of their own. One of this tenant's that was created
 * before, when they were everybody's, keeps its plain ID until it ends. Throws StoreUnavailable.
 */
export async function insideMeeting(
  meetings: Pick<MeetingStore, 'find'>,
  tenantId: string,
  ownId: string,
): Promise<InsideMeeting> {
  const id = innerId(tenantId, ownId);
  const names = isInner(tenantId, ownId) ? [id] : [id, ownId];
  const found = (await meetings.find(names)).map(({ meeting }) => meeting);
  const known = new Set(found.filter((one) => one.tenantId === tenantId).map((one) => one.id));
  if (!known.has(id) && known.has(ownId)) return { id: ownId, isOnRecord: true };
  return { id, isOnRecord: known.has(id) };
}
