import type { CapacityChange } from '../cluster/capacity.ts';
import type { Meeting } from '../cluster/meeting.ts';
import type { NewServer } from '../cluster/server.ts';
import type { TenantChange, TenantSetting } from '../cluster/tenant.ts';
import type { Details } from './entry.ts';

const MASK = '*****';
const SECRET_FIELD = /secret|passw|pwd?$|token$|key$/i;

/** What is told of a server. */
export function serverDetails(server: Partial<Omit<NewServer, 'id'>>): Details {
  return {
    ...(server.url !== undefined && { url: withoutUser(server.url) }),
    ...(server.secret !== undefined && { secret: MASK }),
    ...(server.loadMultiplier !== undefined && { load_multiplier: server.loadMultiplier }),
    ...('tag' in server && { tag: server.tag ?? null }),
    ...capacityDetails(server.capacity),
  };
}

function capacityDetails(capacity: CapacityChange = {}): Details {
  return {
    ...('maxMeetings' in capacity && { max_meetings: capacity.maxMeetings ?? null }),
    ...('maxUsers' in capacity && { max_users: capacity.maxUsers ?? null }),
    ...('spare' in capacity && { spare: capacity.spare }),
  };
}

/** Of several secrets only how many there are is told. */
export function tenantDetails({ name, secrets, addSecret, lrs, own }: TenantChange): Details {
  return {
    ...(name !== undefined && { name }),
    ...(secrets !== undefined && { secrets: secrets.map(() => MASK).join(':') }),
    ...(addSecret !== undefined && { added_secret: MASK }),
    ...(lrs !== undefined && { lrs: masked(lrs) }),
    ...ownDetails(own),
  };
}

/** Without what stands behind a colon: the hash of a secret. */
function ownDetails(own: TenantChange['own'] = {}): Details {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name.split(':', 1)[0] ?? '', value]));
}

export function settingDetails({ tenantId, param, value, override }: TenantSetting): Details {
  return { tenant_id: tenantId, param, value: shown(param, value), override };
}

export function meetingDetails({ serverId, tenantId }: Meeting): Details {
  return { server: serverId, ...(tenantId !== undefined && { tenant_id: tenantId }) };
}

/** Fields under their stored names, those that are secret by their name masked. */
function masked(fields: Readonly<Record<string, string>>): Details {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(name, value)]));
}

function shown(name: string, value: string): string {
  return SECRET_FIELD.test(name) ? MASK : withoutUser(value);
}

/** A URL without the user and password that may stand in it. */
function withoutUser(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${MASK}@`);
}
