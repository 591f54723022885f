import { decimal } from '../cluster/decimal.ts';
import type { historyOverview, showHistory } from '../operations/history.ts';
import type { OutputOf } from '../operations/operation.ts';
import { cut, rowTable } from './columns.ts';
import { printable, table } from './output.ts';
import type { Terminal } from './services.ts';
import { sparkline } from './sparkline.ts';

type History = OutputOf<typeof showHistory>;
type Overview = OutputOf<typeof historyOverview>;
type Point = History['points'][number];
type Summary = Overview['servers'][number];

/** The figures of a server or of the pool, a line each. */
export function historyTable(history: History): string[] {
  const { server, points } = history;
  const head = `${printable(server ?? 'The pool')}, ${spanText(history)}`;
  if (points.length === 0) return [head, '', 'Nothing was seen in that time.'];
  const rows = FIGURES.map(({ name, average, max }) => {
    const values = points.map(average);
    return [name, sparkline(values), numberText(meanOf(values)), numberText(maxOf(points.map(max)))];
  });
  const online = meanOf(points.map((point) => point.online)) ?? 0;
  const note =
    server === null
      ? `${numberText(online)} servers online on average`
      : `online at ${percent(online)} of the polls`;
  return [head, '', ...table(['', 'TREND', 'AVERAGE', 'HIGHEST'], rows), '', note];
}

interface Line {
  readonly name: string;
  readonly average: (point: Point) => number | null;
  readonly max: (point: Point) => number | null;
}

const FIGURES: readonly Line[] = [
  { name: 'Load', average: (point) => point.load, max: (point) => point.load_max },
  { name: 'Users', average: (point) => point.users, max: (point) => point.users_max },
  { name: 'Meetings', average: (point) => point.meetings, max: (point) => point.meetings_max },
  { name: 'Webcams', average: (point) => point.videos, max: (point) => point.videos_max },
  { name: 'Answered in ms', average: (point) => point.response_ms, max: (point) => point.response_ms_max },
];

/** What goes first where there is no room has the highest number. */
const OVERVIEW: readonly (readonly [title: string, spare: number])[] = [
  ['', 0],
  ['LOAD', 0],
  ['HIGHEST', 1],
  ['USERS', 2],
  ['MEETINGS', 3],
  ['ANSWERS', 5],
  ['ONLINE', 4],
];

/** On a terminal random ids are told apart by their beginning. */
const LONGEST_ID = 26;

/** The pool and its servers, a line each; the loads of the servers are drawn on one scale. */
export function overviewTable(terminal: Pick<Terminal, 'stdout'>, overview: Overview): string[] {
  const { pool, servers } = overview;
  const highest = maxOf(servers.flatMap(({ load }) => load)) ?? 0;
  const longestId = terminal.stdout.isTTY ? LONGEST_ID : Number.POSITIVE_INFINITY;
  const rows = [
    rowOf('The pool', pool, sparkline(pool.load), numberText(pool.online)),
    ...servers.map((server) =>
      rowOf(
        cut(printable(server.id ?? ''), longestId),
        server,
        sparkline(server.load, highest),
        percent(server.online),
      ),
    ),
  ];
  return [
    `From ${spanText(overview)}; highest values, and how fast servers answered`,
    '',
    ...rowTable(terminal, OVERVIEW, rows),
  ];
}

function rowOf(name: string, summary: Summary, line: string, online: string): string[] {
  const { load_max: load, users_max: users, meetings_max: meetings, response_ms: ms } = summary;
  const answers = ms === null ? '–' : `${numberText(ms)} ms`;
  return [name, line, numberText(load), numberText(users), numberText(meetings), answers, online];
}

function spanText({ since, until }: { readonly since: string; readonly until: string }): string {
  const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');
  return `${minute(since)} to ${minute(until)} UTC`;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${numberText(share * 100)} %`;
}

function numberText(value: number | null): string {
  return value === null ? '–' : decimal(Math.round(value * 10) / 10).replace(/\.0$/, '');
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function maxOf(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
}
