import type { BbbClient } from '../bbb/client.ts';
import { errors } from '../bbb/errors.ts';
import type { Params } from '../bbb/query.ts';
import { type LimitConfig, limitReached, userLimits } from './limits.ts';
import { mergeParams, type ParamRules, passable } from './params.ts';
import { type Located, type MeetingStore, StoreReadOnly } from './ports.ts';
import { isReachable } from './server.ts';
import type { Tenant, TenantSetting } from './tenant.ts';

export interface JoinRequest {
  readonly meetingId: string;
  /** As the client sent them. */
  readonly params: Params;
  readonly tenant: Tenant | undefined;
  readonly settings: readonly TenantSetting[];
}

/**
 * The address on the meeting's server that the user's browser is sent to; the server itself is not asked.
 * Counts the join in the server's load. Throws BbbError notFound,
 * maxConcurrent or serverUnavailable.
 */
export async function joinMeeting(
  deps: {
    readonly meetings: MeetingStore;
    readonly client: BbbClient;
    readonly rules: ParamRules;
    readonly config: LimitConfig;
  },
  request: JoinRequest,
): Promise<string> {
  const { meetings, client, rules, config } = deps;
  const limits = userLimits(config, request.tenant);
  const tenantId = request.tenant?.id;
  const counted = limits.length > 0 ? { tenantId, join: true, limits } : { tenantId, join: true };
  let located: Located | undefined;
  try {
    located = await meetings.locate(request.meetingId, counted);
  } catch (error) {
    // That a join is not counted keeps nobody out.
    if (!(error instanceof StoreReadOnly)) throw error;
    located = await meetings.locate(request.meetingId, { tenantId });
  }
  if (located === undefined) throw errors.notFound();
  if (located.limited) throw limitReached(located.limited, 'users');
  if (!isReachable(located.server)) throw errors.serverUnavailable();
  const params = mergeParams(passable(request.params, rules.exclude), rules, request.settings);
  return client.joinUrl(located.server, params);
}
