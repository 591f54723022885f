import { joinMeeting } from '../../cluster/join-meeting.ts';
import type { BbbDeps } from './deps.ts';
import { neededMeetingId } from './params.ts';
import type { Route } from './route.ts';
import { createSettings } from './tenant-settings.ts';

export function join({ store, client, config }: BbbDeps): Route['handle'] {
  const rules = {
    defaults: config.defaultJoinParams,
    overrides: config.overrideJoinParams,
    exclude: config.joinExcludeParams,
  };
  const settingsOf = createSettings(store.tenants);
  const joinDeps = { meetings: store.meetings, client, rules, config };
  return async ({ params, caller }) => {
    const meetingId = neededMeetingId(params);
    const settings = await settingsOf(caller);
    const request = { meetingId, params, settings, tenant: caller.tenant };
    return { kind: 'redirect', location: await joinMeeting(joinDeps, request) };
  };
}
