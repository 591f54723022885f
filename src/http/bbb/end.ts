import { errors } from '../../bbb/errors.ts';
import { lastValue } from '../../bbb/query.ts';
import { endMeeting } from '../../cluster/end-meeting.ts';
import type { BbbDeps } from './deps.ts';
import { neededMeetingId } from './params.ts';
import { type Route, xmlAnswer } from './route.ts';

export function end({ store, client }: BbbDeps): Route['handle'] {
  return async ({ params, caller }) => {
    const located = await store.meetings.locate(neededMeetingId(params), { tenantId: caller.tenant?.id });
    if (located === undefined) throw errors.notFound();
    const password = lastValue(params, 'password');
    return xmlAnswer(await endMeeting({ client, meetings: store.meetings }, located, password));
  };
}
