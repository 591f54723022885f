import type { BbbClient } from '../bbb/client.ts';
import type { Config } from '../config.ts';
import { isMeetingOver } from './ask-server.ts';
import { type LimitConfig, meetingLimits } from './limits.ts';
import type { MeetingRecord } from './meeting.ts';
import type { MeetingStore, ServerStore, TenantStore } from './ports.ts';

/** What BBB servers tell between two polls. It is a reason to look, and never the truth: polls are. */

/** Asks a server soon how it is, beside the poller; many calls in a moment become one look. */
export interface ServerWatch {
  look(serverId: string): void;
}

export interface NewsDeps {
  readonly servers: Pick<ServerStore, 'find'>;
  readonly meetings: Pick<MeetingStore, 'find' | 'forget'>;
  readonly tenants: Pick<TenantStore, 'find'>;
  readonly client: BbbClient;
  readonly watch: ServerWatch;
  readonly config: Pick<Config, 'connectTimeoutMs' | 'responseTimeoutMs'> & LimitConfig;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface EndedMeeting {
  /** As the stores and the server call it. */
  readonly meetingId: string;
  /** Where it was. */
  readonly serverId: string;
  /** When it was created, milliseconds since 1970; undefined: nobody says. */
  readonly createdAt?: number;
}

/**
 * A server says that a meeting is over: the record goes at once if it stands on that server, its place under the limits
 * of its tenant and the pool is free, and the server is looked at soon. Whoever says so may be late, or lie, and there
 * may be a new meeting of that ID. So the server is asked first, and a record whose create may just be on its way stays
 * until a poll. Returns whether the record went. Throws StoreUnavailable.
 */
export async function meetingEnded(deps: NewsDeps, ended: EndedMeeting): Promise<boolean> {
  try {
    return await forgetIfGone(deps, ended);
  } finally {
    deps.watch.look(ended.serverId);
  }
}

async function forgetIfGone(deps: NewsDeps, ended: EndedMeeting): Promise<boolean> {
  const { meetingId, serverId } = ended;
  const [[record], server] = await Promise.all([
    deps.meetings.find([meetingId]),
    deps.servers.find(serverId),
  ]);
  if (server === undefined || record?.meeting.serverId !== serverId) return false;
  if (mayBeComing(deps, ended, record) || !(await isMeetingOver(deps, server, meetingId))) return false;
  const { tenantId } = record.meeting;
  const tenant = tenantId === undefined ? undefined : await deps.tenants.find(tenantId);
  const limits = meetingLimits(deps.config, tenant);
  return await deps.meetings.forget(meetingId, serverId, { limits });
}

/** Ages are told in whole seconds by some stores. */
const SLACK_MS = 3000;
/** Beyond what the calls of a create take. */
const MARGIN_MS = 5000;

/** Whether a create other than the one that made the ended meeting may be under way, of which BBB knows nothing yet. */
function mayBeComing(
  { config, now }: NewsDeps,
  { createdAt }: EndedMeeting,
  { placedAgo }: MeetingRecord,
): boolean {
  const isSame = createdAt !== undefined && Math.abs(now() - createdAt - placedAgo) <= SLACK_MS;
  return !isSame && placedAgo < config.connectTimeoutMs + config.responseTimeoutMs + MARGIN_MS;
}
