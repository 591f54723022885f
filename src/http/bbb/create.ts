import { createMeeting } from '../../cluster/create-meeting.ts';
import type { BbbDeps } from './deps.ts';
import { neededMeetingId } from './params.ts';
import { type Route, xmlAnswer } from './route.ts';

export function create(deps: BbbDeps): Route['handle'] {
  const { servers, meetings } = deps.store;
  const { client, config, newPassword, callbacks, lrs, log } = deps;
  const createDeps = { servers, meetings, client, config, newPassword, callbacks, lrs, log };
  return async ({ params, body, caller, base }) => {
    const meetingId = neededMeetingId(params);
    const prefix = base().replace(/^https?:\/\/[^/]*/, '');
    return xmlAnswer(await createMeeting(createDeps, { meetingId, params, body, prefix, ...caller }));
  };
}
