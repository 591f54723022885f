import { createMeetingList } from '../../cluster/list-meetings.ts';
import type { BbbDeps } from './deps.ts';
import { type Route, xmlAnswer } from './route.ts';

const NONE =
  '<response><returncode>SUCCESS</returncode><messageKey>noMeetings</messageKey>' +
  '<message>no meetings were found on this server</message><meetings/></response>';
const HEAD = '<response><returncode>SUCCESS</returncode><meetings>';
const TAIL = '</meetings></response>';

export function getMeetings({ store, client, config, log }: BbbDeps): Route['handle'] {
  if (config.getMeetingsApiDisabled) return () => xmlAnswer(NONE);
  const list = createMeetingList({ servers: store.servers, client, log });
  return async ({ caller }) => {
    const meetings = await list(caller.tenant?.id);
    return xmlAnswer(meetings.length === 0 ? NONE : [HEAD, ...meetings, TAIL]);
  };
}
