/** A server as it stands in a form: pure, so that it is tested without a browser. */
import type { Server } from '../../api/calls.ts';

export interface ServerFields {
  readonly url: string;
  readonly secret: string;
  readonly multiplier: string;
  readonly tag: string;
  readonly maxMeetings: string;
  readonly maxUsers: string;
  readonly spare: boolean;
}

export const newServer: ServerFields = {
  url: '',
  secret: '',
  multiplier: '1',
  tag: '',
  maxMeetings: '',
  maxUsers: '',
  spare: false,
};

export function fieldsOf(server: Server): ServerFields {
  const { url, tag, load_multiplier, max_meetings, max_users, spare } = server;
  return {
    ...{ url, secret: '', multiplier: String(load_multiplier), tag: tag ?? '' },
    ...{ maxMeetings: String(max_meetings ?? ''), maxUsers: String(max_users ?? ''), spare },
  };
}

/** As the operations take it; an empty secret is left out, an empty limit is none. */
export function inputOf({ url, secret, multiplier, tag, maxMeetings, maxUsers, spare }: ServerFields) {
  return {
    url: url.trim(),
    ...(secret !== '' && { secret }),
    load_multiplier: Number(multiplier),
    tag: tag.trim() || null,
    max_meetings: limitOf(maxMeetings),
    max_users: limitOf(maxUsers),
    spare,
  };
}

function limitOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
