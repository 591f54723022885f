import { parseQuery } from '../../bbb/query.ts';

export interface Redirect {
  readonly status: 301 | 307;
  /** A path with its query. */
  readonly location: string;
}

const PLAYER = '/playback/presentation/2.3';
const MOVED: readonly (readonly [from: RegExp, to: string, status: Redirect['status']])[] = [
  [/^\/playback\/presentation\/playback\.html$/, '/playback/presentation/0.81/playback.html', 301],
  [/^\/playback\/video(?=\/[^/])/, '/video', 307],
  [/^\/recording\/screenshare(?=\/[^/]+$)/, '/screenshare', 307],
];

/** Where links lead that BBB gave out in the past. Undefined: it is none of them. `path` as it was received. */
export function oldLink(path: string, query: string): Redirect | undefined {
  const kept = query === '' ? '' : `?${query}`;
  if (path === '/playback/presentation/2.0/playback.html') {
    const id = meetingId(query);
    return id === undefined ? undefined : { status: 301, location: `${PLAYER}/${id}${kept}` };
  }
  const moved = MOVED.find(([from]) => from.test(path));
  return moved && { status: moved[2], location: `${path.replace(moved[0], moved[1])}${kept}` };
}

function meetingId(query: string): string | undefined {
  try {
    const id = parseQuery(query).findLast(({ name }) => name === 'meetingId')?.value;
    return id ? encodeURIComponent(id) : undefined;
  } catch {
    return undefined;
  }
}
