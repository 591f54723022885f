import { encodeParams } from '../bbb/query.ts';
import { analyticsOf } from './analytics.ts';
import type { Letter } from './courier.ts';
import type { Room } from './room.ts';

export interface MeetingEnd {
  readonly room: Room;
  /** The server's. */
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What BBB tells when a meeting is over, however it ended: `meetingEndedURL` and `meta_endCallbackUrl` are
 * called, and the learning analytics are posted.
 */
export function lettersAtEnd({ room, secret, now }: MeetingEnd): Letter[] {
  const { meetingId, meetingEndedUrl, metadata } = room.settings;
  const recordingmarks = String(room.hasRecordingMarks);
  const analytics = metadata.get('analytics-callback-url');
  return [
    ...called('meetingEndedURL', meetingEndedUrl, { recordingmarks }),
    ...called('endCallbackUrl', metadata.get('endcallbackurl'), { meetingID: meetingId, recordingmarks }),
    ...(analytics ? [{ kind: 'analytics' as const, url: analytics, ...analyticsOf(room, secret, now) }] : []),
  ].map((letter) => ({ ...letter, meetingId }));
}

type Call = Pick<Letter, 'kind' | 'method' | 'url'>;

function called(
  kind: Call['kind'],
  url: string | undefined,
  params: Readonly<Record<string, string>>,
): Call[] {
  return url ? [{ kind, method: 'GET', url: withParams(url, params) }] : [];
}

/** Behind what query the URL has. */
function withParams(url: string, params: Readonly<Record<string, string>>): string {
  const [address = '', fragment] = url.split('#', 2);
  const query = encodeParams(Object.entries(params).map(([name, value]) => ({ name, value })));
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return `${address}${joint}${query}${fragment === undefined ? '' : `#${fragment}`}`;
}
