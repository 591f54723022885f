import { hash } from 'node:crypto';

/** The metadatum that tells BBB, and so us, the tenant's own ID where it can't be read from the other. */
export const OWN_MEETING_ID = 'tenant-meeting-id';

/** The same beside the callback URLs that are kept for a meeting. */
export const KEPT_MEETING_ID = 'tenant_meeting_id';

/** Characters that BBB takes. */
const LONGEST = 256;

/**
 * What a tenant's meeting is called inside (in the stores, and by BBB) when tenants have meeting IDs of their
 * own: always the same for the same tenant and ID, and the same as no other tenant's. It begins with a mark of
 * the tenant; the tenant's ID follows, or its hash when BBB would not take the whole for its length. An ID that
 * is itself longer than BBB takes is left so.
 */
export function innerId(tenantId: string, ownId: string): string {
  const whole = `${markOf(tenantId)}-${ownId}`;
  return whole.length <= LONGEST || ownId.length > LONGEST ? whole : `${markOf(tenantId)}_${sha256(ownId)}`;
}

/**
 * What the tenant calls a meeting; undefined: it is not called otherwise inside, or nobody knows. `told`: what
 * is said to be the ID of a hashed one, which counts only when it is.
 */
export function ownId(tenantId: string, id: string, told?: string): string | undefined {
  const mark = markOf(tenantId);
  if (id.startsWith(`${mark}-`)) return id.slice(mark.length + 1);
  return told !== undefined && isHashed(tenantId, id) && innerId(tenantId, told) === id ? told : undefined;
}

/** Whether it is the inner ID of a meeting of this tenant's. */
export function isInner(tenantId: string, id: string): boolean {
  return id.startsWith(`${markOf(tenantId)}-`) || isHashed(tenantId, id);
}

/** Whether the tenant's own ID can't be read from it. */
export function isHashed(tenantId: string, id: string): boolean {
  return id.startsWith(`${markOf(tenantId)}_`);
}

/** 80 bits: no two of a trillion tenants have the same. */
function markOf(tenantId: string): string {
  return `t${sha256(tenantId).slice(0, 20)}`;
}

function sha256(text: string): string {
  return hash('sha256', text);
}
