import { errors } from '../../bbb/errors.ts';
import { lastValue } from '../../bbb/query.ts';
import { endMeeting } from '../../cluster/end-meeting.ts';
import { meetingLimits } from '../../cluster/limits.ts';
import type { BbbDeps } from './deps.ts';
import { neededMeetingId } from './params.ts';
import { type Route, xmlAnswer } from './route.ts';

export function end({ store, client, config }: BbbDeps): Route['handle'] {
  return async ({ params, caller }) => {
    const located = await store.meetings.locate(neededMeetingId(params), { tenantId: caller.tenant?.id });
    if (located === undefined) throw errors.notFound();
    const password = lastValue(params, 'password');
    const limits = meetingLimits(config, caller.tenant);
    return xmlAnswer(await endMeeting({ client, meetings: store.meetings }, located, { password, limits }));
  };
}
