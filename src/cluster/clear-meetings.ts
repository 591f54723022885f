import type { EndOnServer } from './end-on-server.ts';
import type { Meeting } from './meeting.ts';
import type { MeetingStore } from './ports.ts';
import type { ServerAddress } from './server.ts';
import { meetingsOf } from './server-meetings.ts';
import { settleAll } from './settle-all.ts';
import type { StrayStore } from './strays.ts';

/** A hung server costs each `end` its whole timeout: so many are sent side by side. */
const AT_ONCE = 32;

export interface ClearDeps {
  readonly meetings: Pick<MeetingStore, 'records' | 'forget'>;
  readonly strays: Pick<StrayStore, 'note' | 'take'>;
  /** For how long a room that could not be ended is remembered, in seconds. */
  readonly meetingTtl: number;
  readonly end: EndOnServer;
}

export interface ClearOptions {
  /** Forget the records only; the server is not asked. */
  readonly skipEndCalls?: boolean;
  /** The server is about to leave the pool: nobody would look whether its rooms are still there. */
  readonly leaving?: boolean;
  /** Hears of each meeting before it is cleared. */
  readonly clearing?: (meeting: Meeting) => void;
  /** Hears of each `end` that failed; the record is gone all the same. */
  readonly notEnded?: (meeting: Meeting, reason: string) => void;
}

/** A meeting to clear; without a server there is nobody to tell. */
export interface Clearable {
  readonly meeting: Meeting;
  readonly server: ServerAddress | undefined;
}

/** Clears meetings of a server, or left out all on record for it: see `clearEach`. */
export async function clearMeetings(
  deps: ClearDeps,
  server: ServerAddress,
  options: ClearOptions,
  some?: readonly Meeting[],
): Promise<void> {
  const meetings = some ?? (await meetingsOf(deps.meetings, server.id));
  await clearEach(
    deps,
    meetings.map((meeting) => ({ meeting, server })),
    options,
  );
}

/**
 * Forgets each of the meetings and tells its server to end it. A room that its server does not end is remembered, and
 * ended once the poller finds it there. One failure does not stop the rest; rejects
 * with that of the store when all that could be done is done.
 */
export async function clearEach(
  deps: ClearDeps,
  all: readonly Clearable[],
  options: ClearOptions,
): Promise<void> {
  const waiting = [...all].reverse();
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await clearOne(deps, next, options);
  };
  await settleAll(Array.from({ length: AT_ONCE }, work));
}

async function clearOne(
  deps: ClearDeps,
  { meeting, server }: Clearable,
  options: ClearOptions,
): Promise<void> {
  options.clearing?.(meeting);
  const tells = server !== undefined && !options.skipEndCalls;
  const stray = { ...meeting, ended: true } as const;
  const remember = async (): Promise<void> => {
    if (!options.leaving) await deps.strays.note([stray], deps.meetingTtl);
  };
  // One that is away lets us wait for a timeout, in which we may be stopped.
  if (tells && !server.online) await remember();
  await deps.meetings.forget(meeting.id, meeting.serverId);
  if (!tells) return;
  const reason = await deps.end(server, meeting);
  if (reason === undefined) {
    await deps.strays.take(stray);
  } else {
    await remember();
    options.notEnded?.(meeting, reason);
  }
}
