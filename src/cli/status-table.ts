import { isAwaited } from '../cluster/awaited.ts';
import { decimal } from '../cluster/decimal.ts';
import type { Server } from '../cluster/server.ts';
import { hostnameOf } from '../cluster/server-url.ts';
import { itemTable } from './columns.ts';
import { printable, table } from './output.ts';
import type { Terminal } from './services.ts';

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

/** What a narrow terminal goes without, the last of it first. */
const SPARE = ['MEETINGS', 'USERS', 'HOSTNAME', 'VIDEOS', 'TAG', 'BBB VERSION', 'LARGEST MEETING'];

/** The pool's servers and figures, a line each under a header, by hostname. */
export function statusTable(servers: readonly Server[]): string[] {
  return table(HEADER, byHostname(servers).map(row));
}

/** The same with the servers' ids in front, since several may share a host; no wider than the terminal. */
export function poolTable(terminal: Pick<Terminal, 'stdout'>, servers: readonly Server[]): string[] {
  const columns = ['ID', ...HEADER].map((title, place) => ({
    title,
    spare: SPARE.indexOf(title) + 1,
    cell: (server: Server) => (place === 0 ? printable(server.id) : (poolRow(server)[place - 1] ?? '')),
  }));
  return itemTable(terminal, columns, byHostname(servers));
}

/** Whether it answers; `awaited`: it went offline, and its meetings wait for it. */
export function healthOf(server: Server): string {
  if (server.online) return 'online';
  return isAwaited(server) ? 'awaited' : 'offline';
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

function poolRow(server: Server): string[] {
  return row(server).with(HEADER.indexOf('STATUS'), healthOf(server));
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
