/**
 * Scalelite's layout in Redis: every key and field name, once. The keys stand behind `NAMESPACE:`; the
 * scripts read the same tables as `key` and `field`. Names that end in `:` or `_` (and `counters`, the
 * bare id) are followed by an id, taken verbatim. The Ruby system shares all keys but those under `own:`.
 */
export const KEYS = {
  servers: 'servers',
  server: 'server:',
  enabled: 'server_enabled',
  load: 'server_load',
  cordonedLoad: 'cordoned_server_load',
  counters: '',
  meetings: 'meetings',
  meeting: 'meeting:',
  voiceBridges: 'voice_bridges',
  tenants: 'tenants',
  tenant: 'tenant:',
  tenantName: 'tenant_name:',
  settings: 'tenant_settings:',
  setting: 'tenant_setting:',
  token: 'protector_token_',
  health: '__health_check_set__',
  /** Until when (ms) a create is in flight, a blank, and on which server; absent: settled. */
  creating: 'own:creating:',
  /** Server id → until when (ms) it is suspect. */
  suspects: 'own:suspects',
  /** Server id → until when (ms) the meetings of one that is offline wait for it: a hash. */
  awaited: 'own:awaited',
  /** Of a server: meeting id → the record of a stray there, as JSON. */
  strays: 'own:strays:',
  lease: 'own:lease:',
  /** What the Ruby system does not know of a server: a hash with its capacity; and whose have one. */
  ownServer: 'own:server:',
  limited: 'own:limited',
  /** Hashes of owners (the ids of tenants, the pool's is empty) with what they use; and which count that is. */
  useMeetings: 'own:use:meetings',
  useUsers: 'own:use:users',
  usePeakMeetings: 'own:use:peak_meetings',
  usePeakUsers: 'own:use:peak_users',
  useCount: 'own:use:count',
  /** Users on a server by owner: a hash. */
  ownUsers: 'own:users:',
  /** Server id → what it said of its meetings, as JSON: a hash. */
  rosters: 'own:rosters',
  /** What the Ruby system does not know of a tenant: a hash. */
  ownTenant: 'own:tenant:',
} as const;

/** The Ruby system fails on a field that it doesn't know: none is ever added to its hashes. */
export const FIELDS = {
  url: 'url',
  secret: 'secret',
  tag: 'tag',
  state: 'state',
  online: 'online',
  loadMultiplier: 'load_multiplier',
  meetings: 'meetings',
  users: 'users',
  largestMeeting: 'largest_meeting',
  videos: 'videos',
  bbbVersion: 'bbb_version',
  healthy: 'healthy_counter',
  unhealthy: 'unhealthy_counter',
  serverId: 'server_id',
  moderatorPw: 'moderator_pw',
  voiceBridge: 'voice_bridge',
  tenantId: 'tenant_id',
  id: 'id',
  name: 'name',
  secrets: 'secrets',
  param: 'param',
  value: 'value',
  override: 'override',
  recordId: 'record_id',
  format: 'format',
  maxMeetings: 'max_meetings',
  maxUsers: 'max_users',
  spare: 'spare',
  placed: 'placed',
  joined: 'joined',
} as const;

export type Keys = Readonly<Record<keyof typeof KEYS, string>>;

export function keysIn(namespace: string): Keys {
  const named = Object.entries(KEYS).map(([name, key]) => [name, `${namespace}:${key}`]);
  return Object.fromEntries(named) as Keys;
}

const SETS = [KEYS.servers, KEYS.enabled, KEYS.load, KEYS.cordonedLoad, KEYS.meetings, KEYS.voiceBridges];

/** A server's counters stand under its bare id: an id like `meetings` would share the key of that set. */
export function isKeyOfItsOwn(serverId: string): boolean {
  return ![...SETS, KEYS.tenants, KEYS.health].some((key) => key === serverId);
}
