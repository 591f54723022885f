import { decimal } from '../cluster/decimal.ts';
import type { Server } from '../cluster/server.ts';
import { hostnameOf } from '../cluster/server-url.ts';
import { printable, table } from './output.ts';

const HEADER = [
  'HOSTNAME',
  'STATE',
  'STATUS',
  'MEETINGS',
  'USERS',
  'LARGEST MEETING',
  'VIDEOS',
  'LOAD',
  'BBB VERSION',
  'TAG',
];

/** The pool's servers and figures, a line each under a header, by hostname. */
export function statusTable(servers: readonly Server[]): string[] {
  return table(HEADER, byHostname(servers).map(row));
}

/** The same with the servers' ids in front: several may share a host. */
export function poolTable(servers: readonly Server[]): string[] {
  const rows = byHostname(servers).map((server) => [server.id, ...row(server)]);
  return table(['ID', ...HEADER], rows);
}

/** Sorted by the host of the url, then by id. */
export function byHostname(servers: readonly Server[]): Server[] {
  const key = (server: Server) => `${hostname(server)}\0${server.id}`;
  return servers.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The host of the server's url, or the url when it has none. */
export function hostname(server: Pick<Server, 'url'>): string {
  return hostnameOf(server.url) ?? server.url;
}

function row(server: Server): string[] {
  return [
    hostname(server),
    server.state,
    server.online ? 'online' : 'offline',
    String(server.meetings),
    String(server.users),
    String(server.largestMeeting),
    String(server.videos),
    server.load === undefined ? 'unavailable' : decimal(server.load),
    printable(server.bbbVersion),
    server.tag ?? '',
  ];
}
