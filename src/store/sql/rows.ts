import type { Meeting, MeetingRecord } from '../../cluster/meeting.ts';
import type { Creation } from '../../cluster/ports.ts';
import type { AdminState, HomeServer, Server } from '../../cluster/server.ts';
import type { Row } from './database.ts';

const SERVER =
  'id url secret tag state online load_multiplier meetings users largest_meeting videos bbb_version healthy unhealthy ' +
  'max_meetings max_users spare placed joined awaited_until';

/** What `serverOf` reads. */
export const SERVER_COLUMNS = columns(`${SERVER} load`);

/** What `homeOf` reads. */
export const HOME_COLUMNS = columns('id url secret tag state online');

/** What `meetingOf` reads beside the id, under names that no column of a server has. */
export const MEETING_COLUMNS = columns('server_id moderator_pw voice_bridge tenant_id');

/** The names, each with `prefix.` in front when given, as the list of a select. */
function columns(names: string): (prefix?: string) => string {
  return (prefix) =>
    names
      .split(' ')
      .map((name) => (prefix ? `${prefix}.${name}` : name))
      .join(', ');
}

export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('the database holds something else where a text is due');
}

export function number(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError('the database holds something else where a number is due');
}

export function optionalNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : number(value);
}

export function optionalText(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : text(value);
}

function adminState(value: unknown): AdminState {
  if (value === 'enabled' || value === 'cordoned' || value === 'disabled') return value;
  throw new TypeError('the database holds something else where the state of a server is due');
}

export function creationOf(value: unknown): Creation {
  if (value === 'settled' || value === 'inFlight' || value === 'unsure') return value;
  throw new TypeError('the database says something else where the creation of a meeting is due');
}

export function serverOf(row: Row): Server {
  return {
    id: text(row['id']),
    url: text(row['url']),
    secret: text(row['secret']),
    tag: tagOf(row),
    state: adminState(row['state']),
    online: Boolean(row['online']),
    load: loadOf(row),
    loadMultiplier: number(row['load_multiplier']),
    meetings: number(row['meetings']),
    users: number(row['users']),
    largestMeeting: number(row['largest_meeting']),
    videos: number(row['videos']),
    bbbVersion: text(row['bbb_version']),
    healthy: number(row['healthy']),
    unhealthy: number(row['unhealthy']),
    ...capacityOf(row),
    ...awaitedOf(row),
  };
}

/** Nothing when the operator said nothing. */
function capacityOf(row: Row): Pick<Server, 'capacity'> {
  const maxMeetings = optionalNumber(row['max_meetings']);
  const maxUsers = optionalNumber(row['max_users']);
  const spare = Boolean(row['spare']);
  if (maxMeetings === undefined && maxUsers === undefined && !spare) return {};
  const [placed, joined] = [number(row['placed']), number(row['joined'])];
  return { capacity: { maxMeetings, maxUsers, spare, placed, joined } };
}

function awaitedOf(row: Row): Pick<Server, 'awaitedUntil'> {
  const awaitedUntil = optionalNumber(row['awaited_until']);
  return awaitedUntil === undefined ? {} : { awaitedUntil };
}

function tagOf(row: Row): string | undefined {
  return text(row['tag']) || undefined;
}

function loadOf(row: Row): number | undefined {
  return optionalNumber(row['load']);
}

export function homeOf(row: Row): HomeServer {
  return {
    id: text(row['id']),
    url: text(row['url']),
    secret: text(row['secret']),
    tag: tagOf(row),
    state: adminState(row['state']),
    online: Boolean(row['online']),
  };
}

export function meetingOf(id: string, row: Row): Meeting {
  return {
    id,
    serverId: text(row['server_id']),
    moderatorPw: text(row['moderator_pw']),
    voiceBridge: optionalText(row['voice_bridge']),
    tenantId: optionalText(row['tenant_id']),
  };
}

export function recordOf(row: Row): MeetingRecord {
  return {
    meeting: meetingOf(text(row['id']), row),
    placedAgo: number(row['placed_ago']),
    expiresIn: number(row['expires_in']),
  };
}
