import { lastValue, type Params } from '../bbb/query.ts';

/** What a front-end says of how many users a meeting is going to have. BBB keeps it with the meeting's metadata. */
const SIZE_HINT = 'meta_bbb-meeting-size-hint';

/** Higher hints count as this many: nobody can block a server with one create. */
const LARGEST = 1000;

/** The users that a create expects, from 1 to 1000; 1 when it does not say, or nothing readable. */
export function sizeHint(params: Params): number {
  const text = lastValue(params, SIZE_HINT)?.trim() ?? '';
  return Math.max(1, boundedHint(/^\d+$/.test(text) ? Number(text) : 0));
}

export function boundedHint(users: number): number {
  return Math.min(users, LARGEST);
}
