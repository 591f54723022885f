import type { BbbClient } from '../bbb/client.ts';
import { errors } from '../bbb/errors.ts';
import type { Params } from '../bbb/query.ts';
import { mergeParams, type ParamRules, passable } from './params.ts';
import type { MeetingStore } from './ports.ts';
import { isReachable } from './server.ts';
import type { TenantSetting } from './tenant.ts';

export interface JoinRequest {
  readonly meetingId: string;
  /** As the client sent them. */
  readonly params: Params;
  readonly tenantId: string | undefined;
  readonly settings: readonly TenantSetting[];
}

/**
 * The address on the meeting's server that the user's browser is sent to; the server itself is not asked.
 * Counts the join in the server's load. Throws BbbError notFound or serverUnavailable.
 */
export async function joinMeeting(
  deps: { readonly meetings: MeetingStore; readonly client: BbbClient; readonly rules: ParamRules },
  request: JoinRequest,
): Promise<string> {
  const { meetings, client, rules } = deps;
  const located = await meetings.locate(request.meetingId, { tenantId: request.tenantId, join: true });
  if (located === undefined) throw errors.notFound();
  if (!isReachable(located.server)) throw errors.serverUnavailable();
  const params = mergeParams(passable(request.params, rules.exclude), rules, request.settings);
  return client.joinUrl(located.server, params);
}
