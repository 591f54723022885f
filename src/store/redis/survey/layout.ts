import { LRS_FIELDS } from '../../../cluster/lrs-fields.ts';
import { FIELDS, KEYS } from '../keys.ts';

/** What a key of the layout is, told from its name. */
export interface Place {
  readonly name: keyof typeof KEYS | 'own';
  /** What stands behind the name; empty for a key there is one of. */
  readonly id: string;
}

/** Redis' name of what each key holds; ours alone may hold anything. */
const TYPES: Readonly<Partial<Record<Place['name'], string>>> = {
  servers: 'set',
  server: 'hash',
  enabled: 'set',
  load: 'zset',
  cordonedLoad: 'zset',
  counters: 'hash',
  meetings: 'set',
  meeting: 'hash',
  voiceBridges: 'hash',
  tenants: 'set',
  tenant: 'hash',
  tenantName: 'hash',
  settings: 'set',
  setting: 'hash',
  token: 'string',
  health: 'string',
};

const SINGLE = [
  'servers',
  'enabled',
  'load',
  'cordonedLoad',
  'meetings',
  'voiceBridges',
  'tenants',
  'health',
] as const;

/** With an id behind them; a longer name before one that it begins with. */
const FAMILIES = ['server', 'meeting', 'tenant', 'tenantName', 'settings', 'setting', 'token'] as const;

const OWN = 'own:';

/** Undefined: no name of the layout; it may be a server's bare id, under which its counters stand. */
export function placeOf(key: string): Place | undefined {
  if (key.startsWith(OWN)) return { name: 'own', id: key.slice(OWN.length) };
  const single = SINGLE.find((name) => KEYS[name] === key);
  if (single) return { name: single, id: '' };
  const family = FAMILIES.find((name) => key.startsWith(KEYS[name]));
  return family && { name: family, id: key.slice(KEYS[family].length) };
}

/** Undefined: it may hold anything. */
export function typeOf(name: Place['name']): string | undefined {
  return TYPES[name];
}

const SERVER = [
  ...(['url', 'secret', 'tag', 'state', 'online', 'loadMultiplier', 'meetings', 'users'] as const),
  ...(['largestMeeting', 'videos', 'bbbVersion'] as const),
] as const;

/** The fields of each kind of hash, by their stored names. */
export const KNOWN_FIELDS = {
  server: SERVER.map((name) => FIELDS[name]),
  meeting: [FIELDS.serverId, FIELDS.moderatorPw, FIELDS.voiceBridge, FIELDS.tenantId],
  tenant: [FIELDS.id, FIELDS.name, FIELDS.secrets, ...LRS_FIELDS],
  tenantName: [FIELDS.id],
  setting: [FIELDS.id, FIELDS.param, FIELDS.value, FIELDS.override, FIELDS.tenantId],
  counters: [FIELDS.healthy, FIELDS.unhealthy],
} as const satisfies Readonly<Record<string, readonly string[]>>;
