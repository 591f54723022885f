import { isAvailable, type Server } from '../cluster/server.ts';

/** The pool in a few numbers. */
export interface Totals {
  readonly servers: number;
  /** May take new meetings. */
  readonly available: number;
  readonly online: number;
  readonly meetings: number;
  readonly users: number;
  readonly videos: number;
}

export function totalsOf(servers: readonly Server[]): Totals {
  const sum = (figure: (server: Server) => number) => servers.reduce((all, one) => all + figure(one), 0);
  return {
    servers: servers.length,
    available: sum((server) => Number(isAvailable(server))),
    online: sum((server) => Number(server.online)),
    meetings: sum((server) => server.meetings),
    users: sum((server) => server.users),
    videos: sum((server) => server.videos),
  };
}

/** `4 servers, 3 available · 12 meetings · 143 users · 20 videos` */
export function totalsLine(totals: Totals): string {
  const { servers, available, meetings, users, videos } = totals;
  const parts = [count(meetings, 'meeting'), count(users, 'user'), count(videos, 'video')];
  return [`${count(servers, 'server')}, ${available} available`, ...parts].join(' · ');
}

/** `1 meeting`, `2 meetings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
