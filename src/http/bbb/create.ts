import { lastValue } from '../../bbb/query.ts';
import type { CallbackKeeper } from '../../cluster/callback-params.ts';
import { createMeeting } from '../../cluster/create-meeting.ts';
import { createEndUrls } from '../../cluster/end-params.ts';
import { KEPT_MEETING_ID } from '../../cluster/isolated-id.ts';
import type { BbbDeps } from './deps.ts';
import { META_OWN_MEETING_ID } from './isolation.ts';
import { neededMeetingId } from './params.ts';
import { type Route, xmlAnswer } from './route.ts';
import { createSettings } from './tenant-settings.ts';

export function create(deps: BbbDeps): Route['handle'] {
  const { servers, meetings, strays, tenants } = deps.store;
  const { client, config, newPassword, callbacks, mayCall, lrs, log } = deps;
  const endUrls = createEndUrls(config, deps.now);
  const createDeps = {
    servers,
    meetings,
    strays,
    client,
    config,
    newPassword,
    callbacks,
    mayCall,
    endUrls,
    lrs,
    log,
  };
  const settingsOf = createSettings(tenants);
  const isolated = config.tenantMeetingIds === 'isolated';
  return async ({ params, body, caller, prefix }) => {
    const meetingId = neededMeetingId(params);
    const { tenant } = caller;
    const settings = await settingsOf(caller);
    const told = isolated && tenant ? lastValue(params, META_OWN_MEETING_ID) : undefined;
    const telling =
      told === undefined ? createDeps : { ...createDeps, callbacks: keeperTelling(callbacks, told) };
    const request = { meetingId, params, body, prefix, settings, tenant };
    return xmlAnswer(await createMeeting(telling, request));
  };
}

/** Keeps the tenant's own meeting ID beside the URLs: not all that calls them back tells it. */
function keeperTelling(keeper: CallbackKeeper, ownId: string): CallbackKeeper {
  return { keep: (meetingId, urls) => keeper.keep(meetingId, { ...urls, [KEPT_MEETING_ID]: ownId }) };
}
