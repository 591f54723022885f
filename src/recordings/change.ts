import { ownRecordings } from './own.ts';
import type { RecordingChange, RecordingStore } from './ports.ts';

export interface ChangeRequest extends RecordingChange {
  readonly recordIds: readonly string[];
  readonly tenantId?: string | undefined;
}

/** What marks a recording as a tenant's: no tenant may change it. */
const TENANTS_OWN = /^tenant-/;

/**
 * Changes metadata and protection of recordings. False: one of them is unknown to the caller and nothing was
 * changed, or nothing was asked for.
 */
export async function changeRecordings(
  recordings: Pick<RecordingStore, 'find' | 'change'>,
  { recordIds, tenantId, set, remove, protect }: ChangeRequest,
): Promise<boolean> {
  const mayChange = (key: string): boolean => tenantId === undefined || !TENANTS_OWN.test(key);
  const change = {
    set: new Map([...set].filter(([key]) => mayChange(key))),
    remove: remove.filter(mayChange),
    protect,
  };
  if (change.set.size === 0 && change.remove.length === 0 && protect === undefined) return false;
  const wanted = new Set(recordIds);
  const own = await ownRecordings(recordings, [...wanted], tenantId);
  return own.length === wanted.size && recordings.change([...wanted], change);
}
