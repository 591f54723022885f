import type { UseLimit } from '../../cluster/use.ts';
import { statement } from './database.ts';
import { number } from './rows.ts';
import type { All } from './sqlite-database.ts';

const used = statement('use_of', 'SELECT meetings, users FROM cluster_use WHERE owner = $1');
const addMeeting = statement(
  'use_add_meeting',
  `INSERT INTO cluster_use AS u (owner, meetings, peak_meetings) VALUES ($1, 1, 1)
   ON CONFLICT (owner) DO UPDATE SET meetings = u.meetings + 1, peak_meetings = max(u.peak_meetings, u.meetings + 1)`,
);
const addUser = statement(
  'use_add_user',
  `INSERT INTO cluster_use AS u (owner, users, peak_users) VALUES ($1, 1, 1)
   ON CONFLICT (owner) DO UPDATE SET users = u.users + 1, peak_users = max(u.peak_users, u.users + 1)`,
);
const addUserOn = statement(
  'use_add_user_on',
  `INSERT INTO cluster_users AS u (server_id, owner, users) VALUES ($1, $2, 1)
   ON CONFLICT (server_id, owner) DO UPDATE SET users = u.users + 1`,
);
const giveBack = statement(
  'use_give_back',
  'UPDATE cluster_use SET meetings = max(0, meetings - 1) WHERE owner = $1',
);

/** The first limit that is reached. All of this is to be called inside a transaction. */
export function reached(
  all: All,
  of: 'meetings' | 'users',
  limits: readonly UseLimit[],
): UseLimit | undefined {
  return limits.find(({ owner, max }) => {
    const [row] = all(used, owner);
    return (row ? number(row[of]) : 0) >= max;
  });
}

export function countMeetingOf(all: All, limits: readonly UseLimit[]): void {
  for (const { owner } of limits) all(addMeeting, owner);
}

export function countUserOf(all: All, serverId: string, limits: readonly UseLimit[]): void {
  for (const { owner } of limits) {
    all(addUser, owner);
    all(addUserOn, serverId, owner);
  }
}

export function giveMeetingBack(all: All, limits: readonly UseLimit[]): void {
  for (const { owner } of limits) all(giveBack, owner);
}
