import type { Server } from '../api/calls.ts';

/** How a server is, in one word: what the operator wants of it, unless it fails to. */
export type ServerStatus = 'ok' | 'full' | 'waiting' | 'cordoned' | 'offline' | 'disabled';

/** `waiting`: it was not polled yet; `full`: it has as many meetings or users as it may have. */
export function statusOf(server: Server): ServerStatus {
  if (server.state === 'disabled') return 'disabled';
  if (!server.online) return server.load === null && server.bbb_version === null ? 'waiting' : 'offline';
  if (server.state === 'cordoned') return 'cordoned';
  if (server.load === null) return 'waiting';
  return isFull(server) ? 'full' : 'ok';
}

function isFull({ meetings, max_meetings, users, max_users }: Server): boolean {
  return (max_meetings !== null && meetings >= max_meetings) || (max_users !== null && users >= max_users);
}
