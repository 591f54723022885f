import type { HistoryStore } from '../../audit/history-store.ts';
import type { ClusterStore } from '../../cluster/ports.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Rounds that may be missed before a poller counts as dead; a restart costs one or two. */
const ROUNDS = 3;
const SLACK_MS = 15_000;

/** When servers were last polled, by what is kept of it: undefined: not within a day. */
export async function lastPoll(history: HistoryStore, now: number): Promise<number | undefined> {
  for (const span of [HOUR_MS, DAY_MS]) {
    let last: number | undefined;
    // Clocks may differ a little: what is from the future counts too.
    for await (const slots of history.read({
      from: now - span,
      to: now + HOUR_MS,
      serverId: '',
      resolution: 'poll',
    }))
      for (const { at } of slots) if (last === undefined || at > last) last = at;
    if (last !== undefined) return last;
  }
  return undefined;
}

/** Whether the poller does its rounds. `anyOnline`: some poller has put a server online, at some time. */
export function checkPolling(
  last: number | undefined,
  now: number,
  { pollIntervalMs, anyOnline }: { readonly pollIntervalMs: number; readonly anyOnline: boolean },
): Finding {
  const mend = 'start it: `bin/start-poller`, or `npm start` on a single machine';
  const none = 'No poll of the last day is on record';
  if (last === undefined && anyOnline)
    return warning(`${none}: only the Ruby Scalelite's poller runs, or none`, mend);
  if (last === undefined) return problem(`${none}: is there a poller?`, mend);
  const ago = Math.max(0, now - last);
  if (ago > ROUNDS * pollIntervalMs + SLACK_MS)
    return problem(`The last poll was ${duration(ago)} ago: no poller runs`, mend);
  return fine(`The last poll was ${duration(ago)} ago`);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}

/** Meetings that nobody can join any more. */
export async function checkMeetings({ servers, meetings }: ClusterStore): Promise<Finding[]> {
  const known = new Set((await servers.list()).map(({ id }) => id));
  let [all, lost] = [0, 0];
  for await (const chunk of meetings.records()) {
    all += chunk.length;
    lost += chunk.filter(({ meeting }) => !known.has(meeting.serverId)).length;
  }
  if (lost === 0) return [fine(`${all} meetings are on record, each on a server of the pool`)];
  return [
    warning(
      `${lost} of ${all} meetings on record are on servers that are no longer in the pool`,
      'the poller forgets them within its next rounds; see that it runs',
    ),
  ];
}
